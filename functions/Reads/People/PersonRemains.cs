using Azure.Data.Tables;
using Grain.Functions.Epochs.Before;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.People;

/// <summary>
/// Looks through all that is stored of a space for what names a person, piece by piece: together they take as long as reading the space
/// once. Nothing is kept.
/// </summary>
internal sealed class PersonRemains(StorageService storage, GrantLedger grants, EpochStore epochs, OpenRankings opens)
{
    // What a piece takes at most: some tenths of a second.
    private const int PagesMax = 16;
    private const int RowsMax = 2_000;
    private const int EpochsMax = 24;

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
        ["proofs"] = "keys and signatures over closed epochs; they name nobody",
        ["proposals"] = "grants that were proposed, by and for whom, and what givers have proposed in a period",
        ["replicas"] = "public keys of replicas",
        ["spaces"] = "the configuration and its earlier versions",
        ["treasury"] = "ids of mints and burns, and whose they are",
    };

    /// <summary>A piece of what of a person is stored, and where.</summary>
    /// <param name="person">Who.</param>
    /// <param name="after">Where the piece before ended.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">400: no piece ended there.</exception>
    public async Task<RemainsAnswer> ReadAsync(KnownPerson person, RemainsMark after, CancellationToken cancellation)
    {
        var (words, found) = (await WordsAsync(person, cancellation), new List<RemainsPlace>());
        var next = await RowsAsync(person.Space.Name, words, after, found, cancellation);
        if (next is { } piece && piece.Place == Places(person.Space.Name).Count())
            next = await EpochsAsync(person, piece, found, cancellation);
        var places = found.GroupBy(place => (place.Where, place.What))
            .Select(place => new RemainsPlace(place.Key.Where, place.Key.What, place.Sum(each => each.Own), place.Sum(each => each.Naming)))
            .Where(place => place.Own + place.Naming > 0);
        return new(person.Space.Name, person.Id, person.Accounts, [.. places],
            [
                "messages that wait in queues, and those in poison queues for seven days",
                "rankings of the open epoch that another one replaced, for some minutes, and a graph for one that is not whole yet",
                "logs and traces of the app, as long as they are kept", "backups and exports that people have made",
            ], next?.ToString());
    }

    /// <summary>Looks through rows until a piece is full; the place behind the last table if it is not.</summary>
    private async Task<RemainsMark?> RowsAsync(
        string space, PersonWords words, RemainsMark after, List<RemainsPlace> found, CancellationToken cancellation)
    {
        var (pages, rows, (place, continuation)) = (0, 0, after);
        foreach (var (table, filter) in Places(space).Skip(place))
        {
            await foreach (var page in PagesAsync(table, filter, continuation, cancellation))
            {
                var own = page.Values.Count(words.AreInKeys);
                found.Add(new($"table {table}", Kinds.GetValueOrDefault(table, table), own,
                    page.Values.Count(row => !words.AreInKeys(row) && words.AreInValues(row))));
                (pages, rows) = (pages + 1, rows + page.Values.Count);
                if (pages < PagesMax && rows < RowsMax) continue;
                return page.ContinuationToken is { } token ? new(place, token) : new(place + 1, null);
            }

            (place, continuation) = (place + 1, null);
        }

        return new(place, continuation);
    }

    private async IAsyncEnumerable<Azure.Page<TableEntity>> PagesAsync(
        string table, string filter, string? continuation, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var pages = storage.Table(table).QueryPagesAsync(filter, continuation: continuation, cancellation: cancellation)
            .GetAsyncEnumerator(cancellation);
        while (await NextAsync(pages)) yield return pages.Current;

        async Task<bool> NextAsync(IAsyncEnumerator<Azure.Page<TableEntity>> enumerator)
        {
            try
            {
                return await enumerator.MoveNextAsync();
            }
            catch (Azure.RequestFailedException fault) when (continuation is not null && fault.Status == StatusCodes.Status400BadRequest)
            {
                throw new ProblemException(Problem.BadRequest("after", RemainsMark.Rule));
            }
        }
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

    /// <summary>Looks through epochs until a piece is full; nothing is left if it is not.</summary>
    private async Task<RemainsMark?> EpochsAsync(
        KnownPerson person, RemainsMark after, List<RemainsPlace> found, CancellationToken cancellation)
    {
        var looked = 0;
        if (after.Page is null && await EarlierCreds.ReadAsync(epochs, person.Space.Name, person.Space.Config, cancellation) is { } before
            && before.People.Count(one => person.Accounts.Contains(one.Id)) is var own and > 0)
            found.Add(new($"blobs {person.Space.Name}/epochs/", "cred from before the first epoch, which an import brought", own, 0));
        await foreach (var run in epochs.ListAsync(person.Space.Name, cancellation))
        {
            if (run.Cursors is not { } piece || string.CompareOrdinal($"{run.Epoch.Start:O}", after.Page) <= 0) continue;
            using var cursors = JsonDocument.Parse(await epochs.GetAsync(piece, cancellation));
            if (person.Accounts.Any(account => cursors.RootElement.TryGetProperty(account, out _)))
                found.Add(new($"blobs {person.Space.Name}/epochs/",
                    "pinned work of epochs: graph, flow, scores, cursors, allocation, who is who, trees, statement", 1, 0));
            if (++looked == EpochsMax) return after with { Page = $"{run.Epoch.Start:O}" };
        }

        await OpenEpochAsync(person, found, cancellation);
        return null;
    }

    /// <summary>Everybody who is in the graph has a score.</summary>
    private async Task OpenEpochAsync(KnownPerson person, List<RemainsPlace> found, CancellationToken cancellation)
    {
        if (await opens.FindAsync(person.Space.Name, cancellation) is not { Scores: { } piece }) return;
        var scores = EpochWork.ReadScores(await epochs.GetAsync(piece, cancellation));
        if (scores.Participants.Any(each => person.Accounts.Contains(each.Id)))
            found.Add(new($"blobs {person.Space.Name}/open/",
                "the ranking of the open epoch: graph, flow, scores, allocation, who is who; the next ranking replaces it", 1, 0));
    }
}

/// <summary>What of a person is stored.</summary>
/// <param name="Space">Where.</param>
/// <param name="Id">The id under which they are paid.</param>
/// <param name="Accounts">All ids that mean them.</param>
/// <param name="Places">What is stored.</param>
/// <param name="Elsewhere">What else may hold something, and was not looked at.</param>
/// <param name="Next">The <c>after</c> of the next piece; <see langword="null"/> when all has been looked at.</param>
internal sealed record RemainsAnswer(string Space, string Id, IReadOnlyList<string> Accounts, IReadOnlyList<RemainsPlace> Places,
    IReadOnlyList<string> Elsewhere, string? Next);

/// <summary>What of a person a piece of one place holds.</summary>
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
