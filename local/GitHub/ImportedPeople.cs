namespace Grain.Local.GitHub;

/// <summary>What a history gives whom. Grows with the people in it.</summary>
internal sealed class ImportedPeople
{
    private readonly Dictionary<string, ImportedPerson> people = new(StringComparer.Ordinal);

    /// <summary>Everybody, those with most points first.</summary>
    public IEnumerable<ImportedPerson> All =>
        people.Values.OrderByDescending(person => person.Points).ThenBy(person => person.Contributor, StringComparer.Ordinal);

    /// <summary>Notes a grant.</summary>
    public void Add(Grant grant)
    {
        if (!people.TryGetValue(grant.Contributor, out var person)) people.Add(grant.Contributor, person = new(grant.Contributor));
        person.Add(grant);
    }
}

/// <summary>What a history gives one person.</summary>
/// <param name="contributor">Who.</param>
internal sealed class ImportedPerson(string contributor)
{
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    public string Contributor { get; } = contributor;

    /// <summary>As they were called last.</summary>
    public string Name { get; private set; } = "";

    /// <summary>All that the grants are worth; what is taken back goes off.</summary>
    public Points Points { get; private set; }

    /// <summary>How often, by kind of event.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    public void Add(Grant grant)
    {
        Name = grant.Facts?.ContributorName ?? Name;
        Points += grant.Amount;
        if (grant.Corrects is null) counts[grant.Key] = counts.GetValueOrDefault(grant.Key) + 1;
    }
}
