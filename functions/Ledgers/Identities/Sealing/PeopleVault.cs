using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Identities.Sealing;

/// <summary>A person's key, and what the person is called.</summary>
public sealed record OpenedPerson(byte[] Key, string Name);

/// <summary>
/// Who stands behind opaque ids, in spaces that are sealed: the only place where a name and an id lie together. Table <c>people</c>,
/// partition the space: row <c>s</c> has the key under which names are looked for, <c>n~{HMAC of a name}</c> whose it is, <c>p~{id}</c> the
/// person's key, and the name sealed under it. Of an erased person there is <c>ErasedAt</c> and nothing else.
/// </summary>
/// <remarks>
/// Invariant N1: a name means one person, for as long as that person is not erased. Both rows of a person are written, and taken away, in
/// one transaction.
/// </remarks>
public sealed class PeopleVault(StorageService storage, SpaceSecrets secrets, TimeProvider time)
{
    /// <summary>How long a process may still know whom another one has erased.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(30);

    /// <summary>Names and people that are remembered; above that all are forgotten.</summary>
    private const int KnownMax = 20_000;

    /// <summary>Two rows each; a transaction has room for 100.</summary>
    private const int ErasedAtOnceMax = 50;

    private const string SpaceRow = "s";

    private readonly Table table = storage.For("identities").Table("people");
    private readonly ConcurrentDictionary<string, byte[]> spaceKeys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Space, string Row), (string Person, DateTimeOffset Until)> names = new();
    private readonly ConcurrentDictionary<(string Space, string Person), (OpenedPerson? Person, DateTimeOffset Until)> people = new();
    private readonly ConcurrentDictionary<(string Space, string Id), string> nobodies = new();

    /// <summary>26 characters that stand for a text of a kind, the same each time; only the space's key tells which.</summary>
    public async Task<string> HashAsync(string space, string kind, string text, CancellationToken cancellation) =>
        Opaque.Text(HMACSHA256.HashData(await SpaceKeyAsync(space, cancellation), Encoding.UTF8.GetBytes($"{kind}\n{text}")));

    /// <summary>The person who has a name; <see langword="null"/> if nobody has.</summary>
    public async Task<string?> FindAsync(string space, string name, CancellationToken cancellation)
    {
        var row = await NameRowAsync(space, name, cancellation);
        if (names.TryGetValue((space, row), out var known) && time.GetUtcNow() < known.Until) return known.Person;
        return await table.FindAsync(space, row, cancellation) is { } found ? Remember(space, row, found.Required<string>("Person")) : null;
    }

    /// <summary>The person who has a name; somebody new if nobody has.</summary>
    public async Task<string> FindOrMakeAsync(string space, string name, CancellationToken cancellation)
    {
        if (await FindAsync(space, name, cancellation) is { } known) return known;
        var row = await NameRowAsync(space, name, cancellation);
        return await table.Contention.UntilDoneAsync($"Somebody new in {space}", async () =>
        {
            var (person, key) = (Opaque.NewPerson(), RandomSecret.New(SealedBox.KeyBytes));
            TableEntity lookup = new(space, row) { ["Person"] = person };
            TableEntity entry = new(space, PersonRow(person))
            {
                ["Format"] = 1,
                ["Key"] = secrets.SealBytes(space, key),
                ["Name"] = SealedText.Of(space, [new(person, key)], name),
                ["Lookup"] = row,
            };
            var isMade = await table.TryTransactAsync([Table.Write(lookup, null), Table.Write(entry, null)], cancellation) is not null;
            // Somebody else was first, or our own first try was, whose answer was lost: the name's row tells.
            if (isMade) people[(space, person)] = (new OpenedPerson(key, name), time.GetUtcNow() + KnownFor);
            var found = isMade ? person : (await table.FindAsync(space, row, cancellation))?.Required<string>("Person");
            return (found is not null, found is null ? "" : Remember(space, row, found));
        }, cancellation);
    }

    /// <summary>
    /// What stands for a name that nobody has. This process remembers the name, to say it in its answer; nothing is stored.
    /// </summary>
    public async Task<string> OfNobodyAsync(string space, string name, CancellationToken cancellation)
    {
        var id = Opaque.Nobody + await HashAsync(space, "nobody", name, cancellation);
        if (nobodies.Count >= KnownMax) nobodies.Clear();
        nobodies[(space, id)] = name;
        return id;
    }

    /// <summary>The name for which an id of <see cref="OfNobodyAsync"/> stands, if this process knows it still.</summary>
    internal string? NobodyOf(string space, string id) => nobodies.GetValueOrDefault((space, id));

    /// <summary>A person's key and name; <see langword="null"/> if there is no such person, or none any more.</summary>
    public async Task<OpenedPerson?> OpenAsync(string space, string person, CancellationToken cancellation)
    {
        if (people.TryGetValue((space, person), out var known) && time.GetUtcNow() < known.Until) return known.Person;
        var row = await table.FindAsync(space, PersonRow(person), cancellation);
        if (people.Count >= KnownMax) people.Clear();
        var opened = row is null ? null : Open(space, person, row);
        people[(space, person)] = (opened, time.GetUtcNow() + KnownFor);
        return opened;
    }

    /// <summary>Whether there was such a person, erased or not.</summary>
    public async Task<bool> IsOneAsync(string space, string person, CancellationToken cancellation) => Opaque.IsPerson(person)
        && (people.GetValueOrDefault((space, person)).Person is not null
            || await table.FindAsync(space, PersonRow(person), ["Format"], cancellation) is not null);

    /// <summary>Seals a text under the keys of people; empty ones stay empty.</summary>
    /// <returns>The text, or <see langword="null"/> if one of them is erased: nobody shall read it.</returns>
    public async Task<string?> SealAsync(string space, IReadOnlyCollection<string> whose, string text, CancellationToken cancellation)
    {
        if (text.Length == 0) return text;
        var keys = new List<KeyValuePair<string, byte[]>>();
        foreach (var person in whose.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            if (await OpenAsync(space, person, cancellation) is { } opened) keys.Add(new(person, opened.Key));
            else return null;
        return SealedText.Of(space, keys, text);
    }

    /// <summary>The text that was sealed; <see langword="null"/> if one of its people is erased.</summary>
    public async Task<string?> OpenTextAsync(string space, string text, CancellationToken cancellation)
    {
        var keys = new List<byte[]>();
        foreach (var person in SealedText.PeopleOf(text) ?? [])
            if (await OpenAsync(space, person, cancellation) is { } opened) keys.Add(opened.Key);
            else return null;
        return keys.Count == 0 ? null : SealedText.Open(space, keys, text);
    }

    /// <summary>
    /// Takes away the keys and names of people, all at once. From then on nobody can tell who they were or what they wrote. More than fit
    /// into one transaction go one after another; the last one shall be whom the caller names, so that it can be asked for again.
    /// </summary>
    /// <returns>How many of them were not erased before.</returns>
    internal async Task<int> EraseAsync(string space, IReadOnlyCollection<string> whose, CancellationToken cancellation)
    {
        var erased = 0;
        foreach (var some in whose.Chunk(ErasedAtOnceMax)) erased += await EraseSomeAsync(space, some, cancellation);
        return erased;
    }

    private Task<int> EraseSomeAsync(string space, string[] whose, CancellationToken cancellation) =>
        table.Contention.UntilDoneAsync($"Erasing in {space}", async () =>
        {
            var (actions, erased) = (new List<TableTransactionAction>(), 0);
            foreach (var person in whose)
            {
                if (await table.FindAsync(space, PersonRow(person), cancellation) is not { } row || row.ContainsKey("ErasedAt")) continue;
                erased++;
                actions.Add(Table.Write(
                    new TableEntity(space, PersonRow(person)) { ["Format"] = 1, ["ErasedAt"] = time.GetUtcNow() }, row.ETag));
                actions.Add(new(TableTransactionActionType.Delete, new TableEntity(space, row.Required<string>("Lookup")), Azure.ETag.All));
            }

            var isDone = actions.Count == 0 || await table.TryTransactAsync(actions, cancellation) is not null;
            if (isDone) Forget(space);
            return (isDone, erased);
        }, cancellation);

    private OpenedPerson? Open(string space, string person, TableEntity row)
    {
        if (row.ContainsKey("ErasedAt")) return null;
        var key = secrets.OpenBytes(space, row.Required<string>("Key"))
            ?? throw new InvalidDataException($"No key of the app opens that of a person in {space}: see the setting Grain__SecretKeys.");
        var name = SealedText.Open(space, [key], row.Required<string>("Name"));
        return new OpenedPerson(key, name ?? throw new InvalidDataException($"The name of {person} does not open with its key (N1)."));
    }

    private async Task<byte[]> SpaceKeyAsync(string space, CancellationToken cancellation)
    {
        if (spaceKeys.TryGetValue(space, out var known)) return known;
        var row = await table.FindAsync(space, SpaceRow, cancellation);
        while (row is null)
        {
            var made = secrets.SealBytes(space, RandomSecret.New(SealedBox.KeyBytes));
            await table.TryWriteAsync(new TableEntity(space, SpaceRow) { ["Format"] = 1, ["Key"] = made }, null, cancellation);
            row = await table.FindAsync(space, SpaceRow, cancellation);
        }

        return spaceKeys[space] = secrets.OpenBytes(space, row.Required<string>("Key"))
            ?? throw new InvalidDataException($"No key of the app opens that of {space}: see the setting Grain__SecretKeys.");
    }

    private async Task<string> NameRowAsync(string space, string name, CancellationToken cancellation) =>
        $"n~{await HashAsync(space, "name", name, cancellation)}";

    private static string PersonRow(string person) => $"p~{person}";

    private string Remember(string space, string row, string person)
    {
        if (names.Count >= KnownMax) names.Clear();
        names[(space, row)] = (person, time.GetUtcNow() + KnownFor);
        return person;
    }

    private void Forget(string space)
    {
        foreach (var known in names.Keys.Where(known => known.Space == space)) names.TryRemove(known, out _);
        foreach (var known in people.Keys.Where(known => known.Space == space)) people.TryRemove(known, out _);
    }
}
