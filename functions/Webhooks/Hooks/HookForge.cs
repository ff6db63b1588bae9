namespace Grain.Functions.Webhooks.Hooks;

/// <summary>One attempt of a forge's to deliver an event.</summary>
/// <param name="Id">The forge's number of the attempt, by which it is asked for again.</param>
/// <param name="Order">Later attempts have a higher one.</param>
/// <param name="Delivery">The event's id, the same in every attempt.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Status">What was answered; not a code of success if nothing was.</param>
/// <param name="At">When, by the forge's clock, if it says so.</param>
/// <param name="IsAgain">Whether somebody had asked for it; where a forge does not say, false.</param>
internal sealed record HookAttempt(long Id, long Order, string Delivery, string Event, int Status, DateTimeOffset? At, bool IsAgain)
{
    /// <summary>Whether the receiver took it.</summary>
    public bool IsTaken => Status is >= 200 and <= 299;
}

/// <summary>A webhook that a forge has.</summary>
/// <param name="Id">The forge's number of it.</param>
/// <param name="Url">Where it leads; the forge may leave parts out.</param>
/// <param name="Off">Why it sends nothing at present, if so.</param>
internal sealed record FoundHook(long Id, string Url, string? Off);

/// <summary>A page of attempts, newest first, and where the next one is.</summary>
internal sealed record HookPage(IReadOnlyList<HookAttempt> Attempts, string? Next);

/// <summary>Where a webhook is set up.</summary>
/// <param name="Name">For people: <c>octo/field</c>.</param>
/// <param name="Path">Below the API's root.</param>
/// <param name="IsApp">Whether it is the one webhook of an App.</param>
internal sealed record HookPlace(string Name, string Path, bool IsApp = false);

/// <summary>
/// A forge that keeps what its webhooks could not deliver, and delivers it again when asked: how its API is spoken to. Everything here is
/// pure; <see cref="ForgeApi"/> sends.
/// </summary>
internal abstract class HookForge
{
    /// <summary>Names of deliveries and events that are longer are none.</summary>
    protected const int NameMax = 100;

    /// <summary>The API's root, where a space says no other.</summary>
    public abstract Uri Api { get; }

    /// <summary>How long attempts are kept.</summary>
    public abstract TimeSpan Kept { get; }

    /// <summary>How many are asked for again in one run of a webhook.</summary>
    public abstract int AskedMax { get; }

    /// <summary>How long it wants to be left alone between two of these.</summary>
    public abstract TimeSpan BetweenAsks { get; }

    /// <summary>By how much attempts may come into a list late, in their order.</summary>
    public abstract long Overlap { get; }

    /// <summary>Whether it has Apps with a webhook and a key of their own.</summary>
    public virtual bool HasApps => false;

    /// <summary>What the name of a repository must be, for people.</summary>
    public abstract string RepositoryRule { get; }

    /// <summary>Whether a text is the name of a repository.</summary>
    public abstract bool IsRepository(string name);

    /// <summary>Whether a text is the name of a group of them: an organisation.</summary>
    public abstract bool IsGroup(string name);

    /// <summary>The place of a repository's webhook, or of a group's.</summary>
    public abstract HookPlace PlaceOf(string name, bool isGroup);

    /// <summary>The path of the list of webhooks.</summary>
    public abstract string HooksOf(HookPlace place);

    /// <summary>Reads that list.</summary>
    public abstract IEnumerable<FoundHook> ReadHooks(JsonElement list);

    /// <summary>The path of a page of attempts.</summary>
    public abstract string PageOf(HookPlace place, long hook, string? cursor);

    /// <summary>Reads such a page; what is no attempt is left out.</summary>
    /// <exception cref="JsonException">It has not the form that the forge documents.</exception>
    public abstract HookPage ReadPage(ForgeAnswer answer, string? cursor);

    /// <summary>Where to go on when a page was too large; <see langword="null"/> where nothing can be done.</summary>
    public virtual string? Smaller(string? cursor) => null;

    /// <summary>The path at which an attempt is asked for again.</summary>
    public abstract string AgainOf(HookPlace place, long hook, long attempt);

    /// <summary>The places that a space names.</summary>
    public IReadOnlyList<HookPlace> PlacesOf(ReconcileConfig config) => config.App is { } app
        ? [new HookPlace($"App {app}", "app", IsApp: true)]
        : [.. config.Repositories.Select(name => PlaceOf(name, false)), .. config.Groups.Select(name => PlaceOf(name, true))];

    /// <summary>A text member, if it is there.</summary>
    internal static string? Text(JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out var member)
            || member.ValueKind != JsonValueKind.String) return null;
        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    /// <summary>A number; 0 if it is not there.</summary>
    protected static long Number(JsonElement item, string name) => item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number)
            ? number : 0;

    /// <summary>The elements of a list.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    protected static IEnumerable<JsonElement> Items(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray() : throw new JsonException("it is no list");

    /// <summary>Whether a moment is one that can be reckoned with.</summary>
    protected static bool IsTime(DateTimeOffset at) => at.Year is >= EpochSchedule.YearMin and <= EpochSchedule.YearMax;

    /// <summary>Whether a text can be an id or a name: short, and of visible characters.</summary>
    protected static bool IsName(string? text) => text is { Length: > 0 and <= NameMax } && text.All(c => c is > ' ' and <= '~');
}
