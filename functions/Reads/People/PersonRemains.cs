using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.People;

/// <summary>
/// Looks through all that is stored of a space for what names a person. As long as it takes to read the space once; nothing is kept.
/// </summary>
internal sealed class PersonRemains(StorageService storage, GrantLedger grants, EpochStore epochs)
{
    private readonly StorageService storage = storage.For("people");

    /// <summary>What the rows of a table are, for people; the others are called by their table.</summary>
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["activity"] = "days, achievements, settings, and the log of what happened",
        ["buckets"] = "scores of the legacy model",
        ["credits"] = "task credits: entries, totals, used keys",
        ["deliveries"] = "the log of webhooks; goes by itself after the days that the space keeps it",
        ["epochs"] = "runs of epochs",
        ["escrows"] = "escrows of tasks",
        ["events"] = "events of task credits; go by themselves after the days that the space keeps them",
        ["grain"] = "accounts of grain: entries, totals, used keys",
        ["grantids"] = "ids of grants, and whose they are",
        ["grants"] = "grants: entries, totals, used keys",
        ["guards"] = "what was decided about grants, and what is held",
        ["identities"] = "the register: names, aliases, payout addresses",
        ["keys"] = "keys of the API, by what they are called",
        ["people"] = "who stands behind opaque ids; goes when a person is erased",
        ["proposals"] = "grants that were proposed, by and for whom, and what givers have proposed in a period",
        ["replicas"] = "public keys of replicas",
        ["spaces"] = "the configuration and its earlier versions",
        ["treasury"] = "ids of mints and burns, and whose they are",
    };

    /// <summary>What of a person is stored, and where.</summary>
    public async Task<RemainsAnswer> ReadAsync(KnownPerson person, CancellationToken cancellation)
    {
        var words = await WordsAsync(person, cancellation);
        var places = new List<RemainsPlace>();
        foreach (var table in Places(person.Space.Name).GroupBy(place => place.Table, place => place.Rows))
        {
            var (own, naming) = (0L, 0L);
            foreach (var rows in table)
                await foreach (var row in storage.Table(table.Key).QueryAsync(rows, cancellation))
                    if (words.AreInKeys(row)) own++;
                    else if (words.AreInValues(row)) naming++;
            if (own + naming > 0)
                places.Add(new($"table {table.Key}", Kinds.GetValueOrDefault(table.Key, table.Key), own, naming));
        }

        var (pinned, total) = await EpochsAsync(person, cancellation);
        if (pinned > 0) places.Add(new($"blobs {person.Space.Name}/epochs/",
            $"pinned work of {pinned} of {total} epochs: graph, flow, scores, cursors, allocation, who is who, statement", pinned, 0));
        return new(person.Space.Name, person.Id, person.Accounts, places,
            [
                "messages that wait in queues, and those in poison queues for seven days",
                "logs and traces of the app, as long as they are kept", "backups and exports that people have made",
            ]);
    }

    private static IEnumerable<(string Table, string Rows)> Places(string space) => SpaceRemains.Places(space)
        .Append((SpaceRows.Partition, Filters.Range(SpaceRows.Partition, space, space + "-")));

    /// <summary>Their ids, the names that ledgers and register know of them, and where they are paid.</summary>
    private async Task<PersonWords> WordsAsync(KnownPerson person, CancellationToken cancellation)
    {
        var words = new HashSet<string>(person.Accounts, StringComparer.Ordinal);
        foreach (var id in person.Accounts)
        {
            words.Add((await grants.ReadHeadAsync(person.Space.Journal, id, cancellation)).Totals.Name ?? "");
            if (person.Register.Identities.GetValueOrDefault(id) is not { } identity) continue;
            words.Add(identity.Name);
            words.UnionWith(identity.PayoutAddresses.Values.OfType<string>());
        }

        return new PersonWords(words);
    }

    private async Task<(int Pinned, int Total)> EpochsAsync(KnownPerson person, CancellationToken cancellation)
    {
        var (pinned, total) = (0, 0);
        await foreach (var run in epochs.ListAsync(person.Space.Name, cancellation))
        {
            total++;
            if (run.Cursors is not { } piece) continue;
            using var cursors = JsonDocument.Parse(await epochs.GetAsync(piece, cancellation));
            if (person.Accounts.Any(account => cursors.RootElement.TryGetProperty(account, out _))) pinned++;
        }

        return (pinned, total);
    }
}

/// <summary>What of a person is stored.</summary>
/// <param name="Space">Where.</param>
/// <param name="Id">The id under which they are paid.</param>
/// <param name="Accounts">All ids that mean them.</param>
/// <param name="Places">What is stored.</param>
/// <param name="Elsewhere">What else may hold something, and was not looked at.</param>
internal sealed record RemainsAnswer(
    string Space, string Id, IReadOnlyList<string> Accounts, IReadOnlyList<RemainsPlace> Places, IReadOnlyList<string> Elsewhere);

/// <summary>What of a person is stored in one place.</summary>
/// <param name="Where">The table, or where the blobs are.</param>
/// <param name="What">What that is.</param>
/// <param name="Own">Rows whose key is an id of theirs, or epochs.</param>
/// <param name="Naming">Other rows that name them.</param>
internal sealed record RemainsPlace(string Where, string What, long Own, long Naming);

/// <summary>The answers of the slice.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RemainsAnswer))]
[JsonSerializable(typeof(ErasedAnswer))]
internal sealed partial class PeopleJson : JsonSerializerContext;
