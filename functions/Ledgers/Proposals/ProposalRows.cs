using Azure;
using Azure.Data.Tables;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>How proposals lie in the table <c>proposals</c>, a partition for each space. docs/storage-format.md tells it.</summary>
internal static class ProposalRows
{
    /// <summary>How the keys of approved ones begin whose grant may be missing.</summary>
    public const string WaitingPrefix = "w~";

    /// <summary>How the keys of all proposals begin.</summary>
    public const string ProposalPrefix = "p~";

    /// <summary>How the keys of givers' sums begin.</summary>
    public const string GiverPrefix = "g~";

    private const string Content = "Content";

    /// <summary>Where a proposal lies: the row that decides.</summary>
    public static string KeyOf(string id) => ProposalPrefix + TableKey.Escape(id);

    /// <summary>Where its copy lies in the list of its state.</summary>
    public static string ListKeyOf(Proposal proposal) => $"{ListPrefix(proposal.State)}{MarkOf(proposal)}";

    /// <summary>How the keys of a list begin.</summary>
    public static string ListPrefix(string state) => $"l~{state}~";

    /// <summary>Its place in the list of its state: open ones oldest first, as they wait; others newest first.</summary>
    public static string MarkOf(Proposal proposal)
    {
        var at = (proposal.DecidedAt ?? proposal.ProposedAt).UtcTicks;
        var place = proposal.State == ProposalStates.Open ? at : DateTimeOffset.MaxValue.UtcTicks - at;
        return string.Create(CultureInfo.InvariantCulture, $"{place:D19}~{TableKey.Escape(proposal.Id)}");
    }

    /// <summary>Where the sums of a giver in a period lie.</summary>
    public static string GiverKeyOf(Proposal proposal) => $"{GiverPrefix}{TableKey.Escape(proposal.Giver)}~{proposal.Period}";

    /// <summary>Where it is noted that the grant of one may be missing.</summary>
    public static string WaitingKeyOf(Proposal proposal) => WaitingPrefix + TableKey.Escape(proposal.Id);

    /// <summary>A row with a proposal in it.</summary>
    public static TableEntity Row(string space, string key, Proposal proposal) => new TableEntity(space, key)
    {
        ["Format"] = 1,
    }.SetText(Content, JsonSerializer.Serialize(proposal, ProposalJson.Stored.Proposal));

    /// <summary>The proposal in a row.</summary>
    /// <exception cref="InvalidDataException">It is of a form that this version does not know.</exception>
    public static Proposal Read(TableEntity row) =>
        JsonSerializer.Deserialize(row.Text(Content), ProposalJson.Stored.Proposal)
            ?? throw new InvalidDataException($"Row {row.Place()} holds no proposal.");
}

/// <summary>What one person proposed in one period.</summary>
/// <param name="Count">How many proposals.</param>
/// <param name="Points">The points of those that are open or approved.</param>
/// <param name="Version">The version of the row; absent before the first.</param>
internal sealed record GiverSums(int Count, Points Points, ETag? Version)
{
    public static GiverSums Read(TableEntity? row) => row is null ? new(0, Points.Zero, null)
        : new(row.Required<int>("Count"), new Points(row.Required<long>("MicroPoints")), row.ETag);

    public TableTransactionAction Write(string space, string key) => Table.Write(new TableEntity(space, key)
    {
        ["Format"] = 1,
        ["Count"] = Count,
        ["MicroPoints"] = Points.Micro,
    }, Version);
}
