using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Histories;

/// <summary>Something that happened to a person, in one form whatever it was.</summary>
/// <param name="At">When it became so: when Grain wrote it down, when the epoch was closed, the day of a streak.</param>
/// <param name="Kind">What it was: one of <see cref="PersonEventKinds"/>, or a kind of a grain account's entry.</param>
/// <param name="What">In words, without a number that a member of its own tells.</param>
/// <param name="Account">To which of the person's ids.</param>
/// <param name="Id">The grant's id, the epoch's, the transfer's, the achievement's, ….</param>
internal sealed record PersonEvent(DateTimeOffset At, string Kind, string What, string Account, string Id)
{
    /// <summary>When it happened where it came from, if that says so: an import tells of last year.</summary>
    public DateTimeOffset? HappenedAt { get; init; }

    /// <summary>Of a grant, its key: <c>github:pull_request.merged</c>.</summary>
    public string? Key { get; init; }

    /// <summary>Points that it gave, or took back.</summary>
    public Points? Points { get; init; }

    /// <summary>How the balance changed, in base units; negative when grain left.</summary>
    public GrainAmount? Amount { get; init; }

    /// <summary>How what is held changed, in base units; negative when a hold was taken from or ended.</summary>
    public GrainAmount? Held { get; init; }

    /// <summary>The epoch that paid it.</summary>
    public string? Epoch { get; init; }

    /// <summary>What each policy gave of what an epoch paid; for the newest epochs of a page.</summary>
    public PaymentSplit? Split { get; init; }

    /// <summary>Cred of that epoch, as of the last one that closed.</summary>
    public double? Cred { get; init; }

    /// <summary>The same relative to whoever has most cred of that epoch, who has 1000.</summary>
    public int? Score { get; init; }

    /// <summary>The account on the other side.</summary>
    public string? Peer { get; init; }

    /// <summary>Where to look at it.</summary>
    public string? Link { get; init; }
}

/// <summary>What can have happened to a person, beside the kinds of a grain account's entries.</summary>
internal static class PersonEventKinds
{
    /// <summary>Something of theirs was recognised.</summary>
    public const string Grant = "grant";

    /// <summary>A grant was taken back.</summary>
    public const string Correction = "correction";

    /// <summary>An epoch gave them cred.</summary>
    public const string Cred = "cred";

    /// <summary>They unlocked an achievement.</summary>
    public const string Achievement = "achievement";

    /// <summary>A streak became so long.</summary>
    public const string Streak = "streak";

    /// <summary>An id has come to mean them.</summary>
    public const string Joined = "joined";
}

/// <summary>A page of what happened to a person, newest first.</summary>
/// <param name="Space">The space.</param>
/// <param name="Identity">Who.</param>
/// <param name="Accounts">All their ids, whose events these are.</param>
/// <param name="ActivityShown">Whether achievements and streaks are among them: not where the person keeps these to themselves.</param>
/// <param name="Events">The events. A page can be short, and yet not be the last.</param>
/// <param name="Next">Ask with <c>after</c> = this for older ones; absent at the end.</param>
internal sealed record PersonEventsAnswer(
    string Space, string Identity, IReadOnlyList<string> Accounts, bool ActivityShown, IReadOnlyList<PersonEvent> Events, string? Next);

/// <summary>How it is answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PersonEventsAnswer))]
[JsonSerializable(typeof(FeedAnswer))]
internal sealed partial class HistoryJson : JsonSerializerContext;
