using Azure;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>
/// Tells how the people of a space are shown to whoever sends a request. One read, and the register's if anybody is hidden.
/// </summary>
internal sealed class FaceReader(StorageService storage, AccountSpelling spelling, SpaceSecrets secrets)
{
    private const string PseudonymPrefix = "anon-";
    private const int PseudonymDigits = 16;
    private const int SecretBytes = 32;

    /// <summary>Spaces whose people are remembered as they were last; above that all are worked out again.</summary>
    private const int KeptMax = 256;

    private readonly Table table = storage.For("identities").Table("activity");
    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    /// <summary>How people are shown to a caller: to a steward all as themselves.</summary>
    public async Task<Faces> ReadAsync(Space space, Caller caller, CancellationToken cancellation)
    {
        if (caller.May(Role.Steward)) return Faces.Plain;
        var row = await table.FindAsync(space.Name, HiddenPeople.RowKey, cancellation);
        var hidden = HiddenPeople.Read(row);
        if (hidden.People.Count == 0) return Faces.AllOpen;
        if (hidden.Secret is null)
        {
            // Of several that make one at the same moment one is stored, and the others read it.
            var made = hidden with { Secret = secrets.SealBytes(space.Name, RandomSecret.New(SecretBytes)) };
            await table.TryTransactAsync([Table.Write(made.Row(space.Name), row!.ETag)], cancellation);
            return await ReadAsync(space, caller, cancellation);
        }

        var register = await spelling.Registers.ReadAsync(space.Journal, cancellation);
        if (!kept.TryGetValue(space.Name, out var known) || !known.Is(row!.ETag, register))
        {
            if (kept.Count >= KeptMax) kept.Clear();
            known = new Kept(row!.ETag, register.Events, Of(hidden, register, secrets.OpenBytes(space.Name, hidden.Secret)));
            kept[space.Name] = known;
        }

        return register.PersonOf(caller.Subject) is { } self ? known.Faces.For(self) : known.Faces;
    }

    /// <summary>Whom an id or pseudonym means to a caller.</summary>
    /// <param name="space">The space.</param>
    /// <param name="faces">How people are shown to them.</param>
    /// <param name="id">What they ask for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="isNode">Whether it is the id of a node in credits.</param>
    public async Task<AskedPerson> FindAsync(
        Space space, Faces faces, string id, CancellationToken cancellation, bool isNode = false)
    {
        if (faces.Behind(id) is { } person) return new(person, id, true);
        var account = isNode ? await spelling.OfNodeAsync(space.Journal, id, cancellation)
            : await spelling.OfAsync(space.Journal, id, cancellation);
        return faces.AreOpen(account) ? new(account, account, false)
            : new(Faces.Nobody, isNode ? AccountId.CanonicalNode(id) : AccountId.Canonical(id), false);
    }

    /// <summary>Whoever is hidden under one id is so under all.</summary>
    private static Faces Of(HiddenPeople hidden, CommunityRegister register, byte[]? secret)
    {
        var people = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var person in hidden.People.GroupBy(each => register.Resolve(each.Key), StringComparer.Ordinal))
        {
            // Without its secret a pseudonym cannot be worked out: better nobody than somebody.
            var isNamed = secret is not null && person.Max(each => each.Value) == Privacy.Pseudonymous;
            people.Add(person.Key, isNamed ? PseudonymOf(SeedOf(person.Key, person.Select(each => hidden.SeedOf(each.Key)))) : null);
        }

        return new Faces(register, people, secret);

        // Of people who were one for a while the one whose id it is keeps the seed: else both had one pseudonym.
        string SeedOf(string person, IEnumerable<string> seeds) =>
            seeds.Where(seed => register.Resolve(seed) == person).Min(StringComparer.Ordinal) ?? person;

        string PseudonymOf(string seed) => PseudonymPrefix
            + Convert.ToHexStringLower(HMACSHA256.HashData(secret!, Encoding.UTF8.GetBytes($"pseudonym\n{seed}")))[..PseudonymDigits];
    }

    private sealed record Kept(ETag ETag, long Events, Faces Faces)
    {
        public bool Is(ETag tag, CommunityRegister register) => tag == ETag && register.Events == Events;
    }
}
