using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>The journal of grants: an account a contributor.</summary>
internal sealed record GrantRules : JournalRules<GrantTotals, Grant>
{
    public override string Table => "grants";

    public override GrantTotals Empty { get; } = new()
    {
        Categories = new(StringComparer.Ordinal),
        Sources = new(StringComparer.Ordinal),
    };

    public override JsonTypeInfo<GrantTotals> HeadJson => GrantJson.Stored.GrantTotals;

    public override JsonTypeInfo<Grant> EntryJson => GrantJson.Stored.Grant;

    /// <summary>
    /// What would leave no room for sums, or make the row of an account too large. A correction is bounded by what it corrects, and what
    /// was taken before there were bounds can be corrected.
    /// </summary>
    public override string? Refuse(GrantTotals head, Grant entry)
    {
        if (IsOneNameTooMany(head, entry))
            return $"{entry.Contributor} has grants of {GrantTotals.NamesMax} categories or sources, and more are not told apart";
        if (entry.Corrects is not null) return null;
        if (!entry.Amount.IsWithin(Points.OneMax)) return $"a grant may be of {Points.OneMax} points at most, either way";
        Points[] sums = [head.Total, head.Categories.GetValueOrDefault(entry.Category), head.Sources.GetValueOrDefault(entry.Source)];
        return sums.All(sum => HasRoom(sum, entry.Amount))
            ? null
            : $"the total of {entry.Contributor}, and what is of one category or source, may come "
                + $"to {Points.TotalMax} points at most, either way";
    }

    /// <summary>Names never go: what this refuses once, it refuses for ever.</summary>
    public static bool IsOneNameTooMany(GrantTotals head, Grant entry) =>
        IsNew(head.Categories, entry.Category) || IsNew(head.Sources, entry.Source);

    /// <summary>Whether a sum stays in its bounds, or comes nearer to them.</summary>
    private static bool HasRoom(Points sum, Points amount) =>
        sum.Plus(amount) is var after && (after.IsWithin(Points.TotalMax) || amount > Points.Zero == after < Points.Zero);

    private static bool IsNew(SortedDictionary<string, Points> sums, string name) =>
        sums.Count >= GrantTotals.NamesMax && !sums.ContainsKey(name);

    public override GrantTotals Apply(GrantTotals head, Grant entry) => head.Add(entry);
}
