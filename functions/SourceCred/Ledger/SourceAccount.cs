using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.SourceCred.Ledger;

/// <summary>An account of SourceCred's ledger: an identity, what it holds, and whoever was merged into it.</summary>
public sealed class SourceAccount(string id, string name, string subtype, string address)
{
    /// <summary>The uuid that it was made with: the one that Grain pays.</summary>
    public string Root { get; } = id;

    /// <summary>The uuid that SourceCred shows: after a change by the uuid of somebody merged into it, that one.</summary>
    public string Id { get; internal set; } = id;

    /// <summary>What people call it.</summary>
    public string Name { get; internal set; } = name;

    /// <summary>One of <see cref="IdentityTypes"/>.</summary>
    public string Subtype { get; internal set; } = subtype;

    /// <summary>Its own address.</summary>
    public string Address { get; } = address;

    /// <summary>Whether it sends and receives grain.</summary>
    public bool Active { get; internal set; }

    /// <summary>What it holds, in base units.</summary>
    public GrainAmount Balance { get; internal set; }

    /// <summary>What it was ever paid by distributions, in base units.</summary>
    public GrainAmount Paid { get; internal set; }

    /// <summary>The addresses that mean it, its own not among them; in the order in which they came.</summary>
    public List<string> Aliases { get; } = [];

    /// <summary>All uuids that mean it, its own first.</summary>
    public List<string> Ids { get; } = [id];

    /// <summary>Where it is paid, by <see cref="Currency.Key"/>.</summary>
    public Dictionary<string, string> PayoutAddresses { get; } = new(StringComparer.Ordinal);

    /// <summary>What it was paid for which time of cred, in the order of SourceCred's own list.</summary>
    public List<(DateTimeOffset CredAt, GrainAmount Amount)> History { get; } = [];

    /// <summary>Takes another account in: what it holds and is known by.</summary>
    internal void Take(SourceAccount other)
    {
        Aliases.AddRange([.. other.Aliases, other.Address]);
        Paid += other.Paid;
        Balance += other.Balance;
        (DateTimeOffset CredAt, GrainAmount)[] sorted = [.. History.Concat(other.History).OrderBy(paid => paid.CredAt)];
        History.Clear();
        History.AddRange(sorted);
        foreach (var (currency, address) in other.PayoutAddresses) PayoutAddresses.TryAdd(currency, address);
        Ids.AddRange(other.Ids);
    }
}
