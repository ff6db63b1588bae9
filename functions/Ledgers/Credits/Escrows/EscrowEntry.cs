using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Ledgers.Credits.Escrows;

/// <summary>Something that happens to a task's escrow. At most one of each kind is ever written.</summary>
public sealed record EscrowEntry
{
    /// <summary>The submitter's credits arrived.</summary>
    public const string Hold = "hold";

    /// <summary>A worker finished the task and wants its pay.</summary>
    public const string Claim = "claim";

    /// <summary>Nobody claimed in time.</summary>
    public const string Expire = "expire";

    /// <summary>One of the above.</summary>
    public required string Kind { get; init; }

    /// <summary>The submitter of a hold, the worker of a claim.</summary>
    public string? Node { get; init; }

    /// <summary>What was held, or is claimed.</summary>
    public CreditAmount Amount { get; init; }

    /// <summary>The task in full (the account's name may be a short form).</summary>
    public required string TaskId { get; init; }

    /// <summary>In a sealed space the id as the submitter of a hold sent it, sealed; absent elsewhere.</summary>
    public string? SentAs { get; init; }

    /// <summary>A claim as it was asked, to be written into the worker's account.</summary>
    public CreditEntry? Asked { get; init; }

    /// <summary>When an unclaimed hold returns.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>
/// The state of a task's escrow: hold, claim and expiry in whatever order they came. It is settled when credits are there
/// and either a claim or the expiry is too; the first of the two counts. From then on what it pays never changes.
/// </summary>
public sealed record EscrowTotals
{
    /// <summary>Who paid in.</summary>
    public string? Submitter { get; init; }

    /// <summary>How much was paid in.</summary>
    public CreditAmount Held { get; init; }

    /// <summary>When it returns unless it is claimed.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The claim, if it came before the expiry.</summary>
    public EscrowEntry? Claimed { get; init; }

    /// <summary>Whether it expired before it was claimed.</summary>
    public bool Expired { get; init; }

    /// <summary>The task.</summary>
    public string TaskId { get; init; } = "";

    /// <summary>In a sealed space its id as the submitter sent it, sealed; absent elsewhere.</summary>
    public string? SentAs { get; init; }

    /// <summary>Whether it is decided who gets what.</summary>
    internal bool IsSettled => Submitter is not null && (Claimed is not null || Expired);

    /// <summary>What the worker gets: what it claims, as far as it is there.</summary>
    internal CreditAmount ToWorker => IsSettled && Claimed is { } claim ? CreditAmount.Min(claim.Amount, Held) : CreditAmount.Zero;

    /// <summary>What the submitter gets back.</summary>
    internal CreditAmount ToSubmitter => IsSettled ? Held - ToWorker : CreditAmount.Zero;
}

/// <summary>The journal of escrows: an account a task.</summary>
internal sealed record EscrowRules : JournalRules<EscrowTotals, EscrowEntry>
{
    public override string Table => "escrows";

    public override EscrowTotals Empty { get; } = new();

    public override JsonTypeInfo<EscrowTotals> HeadJson => EscrowJson.Stored.EscrowTotals;

    public override JsonTypeInfo<EscrowEntry> EntryJson => EscrowJson.Stored.EscrowEntry;

    /// <summary>Whose it is and which task; amounts follow prices, and times the moment.</summary>
    public override EscrowEntry Asked(EscrowEntry entry) => new()
    {
        Kind = entry.Kind,
        Node = entry.Node,
        TaskId = entry.TaskId,
        Asked = entry.Asked is { } asked
            ? new CreditEntry { Kind = asked.Kind, TaskId = asked.TaskId, Task = asked.Task, Asked = asked.Asked } : null,
    };

    public override EscrowTotals Apply(EscrowTotals head, EscrowEntry entry) => entry.Kind switch
    {
        EscrowEntry.Hold => head with
        {
            Submitter = entry.Node,
            Held = entry.Amount,
            Until = entry.Until,
            TaskId = entry.TaskId,
            SentAs = entry.SentAs,
        },
        EscrowEntry.Claim => head.Expired ? head : head with { Claimed = entry, TaskId = entry.TaskId },
        EscrowEntry.Expire => head.Claimed is not null ? head : head with { Expired = true, TaskId = entry.TaskId },
        _ => throw new InvalidDataException($"An entry of kind '{entry.Kind}' is not known."),
    };
}

/// <summary>How escrows are stored; see <see cref="CreditJson.Stored"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EscrowTotals))]
[JsonSerializable(typeof(EscrowEntry))]
internal sealed partial class EscrowJson : JsonSerializerContext
{
    /// <summary>The form that is stored and hashed.</summary>
    public static EscrowJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.WhenWritingDefault));
}
