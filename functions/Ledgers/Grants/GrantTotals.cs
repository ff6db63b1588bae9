namespace Grain.Functions.Ledgers.Grants;

/// <summary>The running totals of a contributor: the sums over all entries of the journal, never re-derived in normal work.</summary>
public sealed record GrantTotals
{
    /// <summary>Different categories that are told apart, and different sources: keeps the row of an account small.</summary>
    public const int NamesMax = 200;

    /// <summary>The sum of all amounts.</summary>
    public Points Total { get; init; }

    /// <summary>The number of grants, compensating ones included.</summary>
    public long Count { get; init; }

    /// <summary>The sum by category.</summary>
    public required SortedDictionary<string, Points> Categories { get; init; }

    /// <summary>The sum by source.</summary>
    public required SortedDictionary<string, Points> Sources { get; init; }

    /// <summary>The earliest <see cref="Grant.GrantedAt"/>.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>The latest <see cref="Grant.GrantedAt"/>.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>How the contributor wants to be called, as the latest grant that says so.</summary>
    public string? Name { get; init; }

    /// <summary>The totals after one more grant.</summary>
    /// <exception cref="OverflowException">A sum would leave its range.</exception>
    public GrantTotals Add(Grant grant) => new()
    {
        Total = Total + grant.Amount,
        Count = Count + 1,
        Categories = Plus(Categories, grant.Category, grant.Amount),
        Sources = Plus(Sources, grant.Source, grant.Amount),
        FirstAt = FirstAt is { } first && first <= grant.GrantedAt ? first : grant.GrantedAt,
        LastAt = LastAt is { } last && last >= grant.GrantedAt ? last : grant.GrantedAt,
        Name = grant.Facts?.ContributorName ?? Name,
    };

    private static SortedDictionary<string, Points> Plus(SortedDictionary<string, Points> sums, string name, Points amount) =>
        new(sums, StringComparer.Ordinal) { [name] = sums.GetValueOrDefault(name) + amount };
}
