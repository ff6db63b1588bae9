namespace Grain.Local.Histories;

/// <summary>What a history gives whom. Grows with the people in it, not with the commits.</summary>
internal sealed class ImportTally
{
    private readonly Dictionary<string, PersonTally> people = new(StringComparer.Ordinal);

    /// <summary>Commits read.</summary>
    public long Commits { get; private set; }

    /// <summary>Commits of nobody who could be recognised: of bots, mostly.</summary>
    public long Skipped { get; private set; }

    /// <summary>Grants made of them.</summary>
    public long Grants { get; private set; }

    /// <summary>Of these, were not counted before.</summary>
    public long Written { get; private set; }

    /// <summary>Everybody, those with most points first.</summary>
    public IEnumerable<PersonTally> People =>
        people.Values.OrderByDescending(person => person.Points.Micro).ThenBy(person => person.Contributor, StringComparer.Ordinal);

    /// <summary>When it was made, and of which kinds it is.</summary>
    public ImportedWork Work { get; } = new();

    /// <summary>Notes a commit and what was made of it.</summary>
    public void Add(IReadOnlyList<Grant> grants)
    {
        Commits++;
        if (grants.Count == 0) Skipped++;
        Grants += grants.Count;
        foreach (var grant in grants)
        {
            if (!people.TryGetValue(grant.Contributor, out var person))
                people.Add(grant.Contributor, person = new PersonTally(grant.Contributor));
            person.Add(grant);
            Work.Add(grant);
        }
    }

    /// <summary>Notes that grants were new to the ledger.</summary>
    public void AddWritten(long count) => Written += count;
}

/// <summary>What a history gives one person.</summary>
/// <param name="contributor">Who.</param>
internal sealed class PersonTally(string contributor)
{
    public string Contributor { get; } = contributor;

    /// <summary>As in the latest commit.</summary>
    public string Name { get; private set; } = "";

    public long Authored { get; private set; }

    public long CoAuthored { get; private set; }

    public long Merges { get; private set; }

    public Points Points { get; private set; }

    public void Add(Grant grant)
    {
        Name = grant.Facts?.ContributorName ?? Name;
        Points += grant.Amount;
        if (grant.Key.EndsWith(":push.commit", StringComparison.Ordinal)) Authored++;
        else if (grant.Key.EndsWith(":push.co_authored", StringComparison.Ordinal)) CoAuthored++;
        else Merges++;
    }
}
