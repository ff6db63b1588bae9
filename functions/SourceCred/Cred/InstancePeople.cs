namespace Grain.Functions.SourceCred.Cred;

/// <summary>A participant of an instance, as its ledger has it when all is replayed.</summary>
/// <param name="Id">The identity's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its own address: <c>N</c> and each part, ended by a zero byte.</param>
/// <param name="Aliases">The addresses that are its own as well.</param>
public sealed record InstancePerson(string Id, string Name, string Address, IReadOnlyList<string> Aliases);

/// <summary>All participants of an instance, in the order of its accounts.</summary>
/// <param name="all">Each once; whoever was merged into another is not among them.</param>
/// <param name="merged">Ids that were merged, each with whom it means now.</param>
public sealed class InstancePeople(IReadOnlyList<InstancePerson> all, IReadOnlyDictionary<string, string> merged)
{
    private readonly Dictionary<string, int> byId = Index(all, person => person.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, int> byName = Index(all, person => person.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them.</summary>
    public IReadOnlyList<InstancePerson> All => all;

    /// <summary>Who an id means, or, where there is no id, a name; -1 if nobody.</summary>
    public int Find(string? id, string? name)
    {
        if (id is null) return name is not null && byName.TryGetValue(name, out var named) ? named : -1;
        for (var rest = merged.Count; rest > 0 && merged.TryGetValue(id, out var now); rest--) id = now;
        return byId.GetValueOrDefault(id, -1);
    }

    private static Dictionary<string, int> Index(IReadOnlyList<InstancePerson> all, Func<InstancePerson, string> key,
        StringComparer comparer)
    {
        var index = new Dictionary<string, int>(comparer);
        for (var person = 0; person < all.Count; person++) index.TryAdd(key(all[person]), person);
        return index;
    }
}
