using Grain.Functions.Distributions.Amounts;
using Grain.Functions.SourceCred.Cred.Importing;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>What an import found and did, for people and programs. Amounts are texts of base units: 10^18 to one grain.</summary>
internal sealed record ImportReport
{
    /// <summary>The space.</summary>
    public required string Space { get; init; }

    /// <summary>Where the instance lies.</summary>
    public required string Source { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public bool DryRun { get; init; }

    /// <summary>The ledger's events.</summary>
    public required ReportedLedger Ledger { get; init; }

    /// <summary>Its identities.</summary>
    public required ReportedPeople Identities { get; init; }

    /// <summary>The sum of all balances.</summary>
    public GrainAmount Balances { get; init; }

    /// <summary>All that was ever distributed.</summary>
    public GrainAmount Paid { get; init; }

    /// <summary>The latest time of cred that grain was distributed for.</summary>
    public DateTimeOffset? LastDistribution { get; init; }

    /// <summary>SHA-256 over the lines <c>sourceId balance paid active</c> of all accounts, in ordinal order of ids.</summary>
    public required string AccountsHash { get; init; }

    /// <summary>Cred as the instance shows it, and as it is computed again; without intervals if it has neither cred nor graphs.</summary>
    public CredReport? Cred { get; init; }

    /// <summary>How the epochs go on; absent where nothing was distributed, or there are epochs already.</summary>
    public NextEpoch? Next { get; init; }

    /// <summary>Whether others have the same numbers.</summary>
    public required IReadOnlyList<Equality> Equal { get; init; }

    /// <summary>What was not taken, and why.</summary>
    public required IReadOnlyList<NotTaken> NotTaken { get; init; }

    /// <summary>Every account.</summary>
    public required IReadOnlyList<ReportedAccount> Accounts { get; init; }
}

/// <summary>The events of a ledger.</summary>
/// <param name="Events">How many were taken.</param>
/// <param name="New">How many of them were not here before.</param>
/// <param name="Skipped">How many SourceCred would refuse, and were passed over.</param>
/// <param name="TornLine">The line in which the file breaks off; absent if it is whole.</param>
/// <param name="ByAction">How many of each action.</param>
internal sealed record ReportedLedger(long Events, long New, int Skipped, int? TornLine, IReadOnlyDictionary<string, long> ByAction);

/// <summary>How many identities there are.</summary>
/// <param name="Active">Who send and receive.</param>
/// <param name="Inactive">Who do not.</param>
/// <param name="Merged">Who are part of somebody else.</param>
internal sealed record ReportedPeople(int Active, int Inactive, int Merged);

/// <summary>An account in both places.</summary>
/// <param name="SourceId">SourceCred's uuid.</param>
/// <param name="Id">Grain's id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Balance">What it holds, in base units.</param>
/// <param name="Paid">What it ever was paid, in base units.</param>
/// <param name="Active">Whether it sends and receives.</param>
internal sealed record ReportedAccount(string SourceId, string Id, string Name, GrainAmount Balance, GrainAmount Paid, bool Active);

/// <summary>Whether numbers from elsewhere are those of the ledger.</summary>
/// <param name="With">What it was compared with.</param>
/// <param name="IsEqual">Whether all are; absent if there is nothing to compare.</param>
/// <param name="Differences">What differs, at most 20 lines.</param>
internal sealed record Equality(string With, bool? IsEqual, IReadOnlyList<string> Differences);

/// <summary>The first epoch after the import.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Start">Where it begins: at the last time of cred that was distributed for, or at the next beginning of an epoch.</param>
/// <param name="Due">How many epochs have ended since.</param>
/// <param name="Enabled">Whether they are paid by themselves.</param>
internal sealed record NextEpoch(string Id, DateTimeOffset Start, int Due, bool Enabled);

/// <summary>What Grain does without.</summary>
/// <param name="What">A line of the ledger, or a file.</param>
/// <param name="Why">Why.</param>
internal sealed record NotTaken(string What, string Why);

/// <summary>An import that nobody goes on with.</summary>
/// <param name="Space">The space.</param>
/// <param name="Events">How many events of the ledger are in the register.</param>
/// <param name="Settled">How many of them have surely moved their grain; of the others some have.</param>
internal sealed record AbandonedImport(string Space, long Events, long Settled);

/// <summary>How reports are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(AbandonedImport))]
internal sealed partial class SourceCredJson : JsonSerializerContext;
