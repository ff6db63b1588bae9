using System.Globalization;
using System.Text;
using System.Text.Json;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>What clients do in a community. Each deed has an id of its own, and is known by it.</summary>
internal sealed class ChaosDeeds(ChaosBook book, ChaosDice dice, ChaosTally tally, DateTimeOffset began)
{
    /// <summary>How long before the run the community's first epoch begins.</summary>
    public const int Days = 5;

    private const int PointsOfIssue = 2;

    private static readonly string[] People = [.. Enumerable.Range(0, 6).Select(i => $"person-{i}")];
    private static readonly string[] Nodes = [.. Enumerable.Range(0, 8).Select(i => $"node-{i}")];

    private static int numbers;

    /// <summary>Makes the community: one kind of deed after the other.</summary>
    public IEnumerable<ChaosDeed> Founding()
    {
        var first = began.AddDays(-Days).ToString("yyyy-MM-ddT00:00:00Z", CultureInfo.InvariantCulture);
        yield return Deed("space", HttpMethod.Put, "",
            $$$"""
            {"epochs":{"lengthDays":1,"first":"{{{first}}}","anchor":"{{{first}}}"},"token":{"decimals":2},
             "distribution":{"budgetPerEpoch":"100"},"webhooks":{"github":{"secrets":["{{{ChaosIssue.Secret}}}"]} } }
            """, _ => { });
        foreach (var person in People)
        {
            yield return Deed("identity", HttpMethod.Put, $"/identities/{person}",
                $$"""{"name":"{{person}}","type":"USER","active":true}""", _ => { });
            yield return Mint(person, 500);
        }
    }

    /// <summary>Something that people and programs do.</summary>
    public ChaosDeed Any() => dice.Below(20) switch
    {
        < 7 => Webhook(),
        < 11 => Grants(),
        < 14 => Credit(),
        < 16 => Transfer(),
        < 17 => Mint(dice.Of(People), 1 + (dice.Below(900) / 100m)),
        < 18 => Conflict(),
        _ => Fact(),
    };

    /// <summary>Somebody reads: an address, and how many grants the answer must show at least.</summary>
    public (string Path, Func<JsonElement, bool> Holds) Read()
    {
        var (person, node) = (dice.Of(People), dice.Of(Nodes));
        var least = book.Counted.GetValueOrDefault(person);
        return dice.Below(8) switch
        {
            0 => ("/leaderboard", _ => true),
            1 or 2 => ($"/contributors?id={person}", told => told.GetProperty("points").GetProperty("count").GetInt64() >= least),
            3 => ($"/grants?contributor={person}&limit=5", _ => true),
            4 => ($"/grain/accounts?id={person}", _ => true),
            5 => ($"/credits?id={node}", _ => true),
            6 => ("/epochs", _ => true),
            _ => ("/activity/stats", _ => true),
        };
    }

    /// <summary>Asks for the epochs that are due.</summary>
    public ChaosDeed Epochs() =>
        Deed("epochs", HttpMethod.Post, "/epochs", null, _ => { }) with { MayBeRefused = answer => answer.Status == 409 };

    private ChaosDeed Webhook()
    {
        var (id, login) = (Next(), $"user-{dice.Below(24)}");
        var body = ChaosIssue.Opened(id, login, At());
        return new ChaosDeed("webhook", () => ChaosIssue.Delivery(Address("/webhooks/github"), id, body), told =>
        {
            foreach (var grant in told.GetProperty("grants").EnumerateArray())
                book.Grants.TryAdd(grant.GetString()!, new TakenGrant($"github/{login}", Points.Of(PointsOfIssue)));
        });
    }

    private ChaosDeed Grants()
    {
        var (id, count, at) = (Next(), 1 + dice.Below(8), At());
        var grants = Enumerable.Range(0, count).Select(i => (Id: $"g-{id}-{i}", Who: dice.Of(People), Amount: 1 + dice.Below(9))).ToArray();
        return Deed("grants", HttpMethod.Post, "/grants", $"[{string.Join(',', grants.Select(grant =>
            $$"""{"grantId":"{{grant.Id}}","contributor":"{{grant.Who}}","amount":{{grant.Amount}},"grantedAt":"{{at}}"}"""))}]",
            told =>
            {
                var counted = told.GetProperty("appended").GetInt32() + told.GetProperty("alreadyAppended").GetInt32();
                if (counted != count) tally.Find($"grants: of {count} new ones {counted} were taken: {told}");
                foreach (var (grant, who, amount) in grants) book.Count(grant, who, Points.Of(amount));
            });
    }

    /// <summary>A grant that is counted comes again with another amount.</summary>
    private ChaosDeed Conflict()
    {
        var known = book.Grants.FirstOrDefault(each => each.Key.StartsWith("g-", StringComparison.Ordinal));
        if (known.Key is not { } id) return Grants();
        return Deed("conflict", HttpMethod.Post, "/grants",
            $$"""{"grantId":"{{id}}","contributor":"{{known.Value.Contributor}}","amount":77,"grantedAt":"{{At()}}"}""",
            told => tally.Find($"conflict: {id} was taken again with another amount: {told}")) with
        { MayBeRefused = answer => answer.Status == 409 };
    }

    private ChaosDeed Credit()
    {
        var (id, node, kind, amount) = ($"t-{Next()}", dice.Of(Nodes), dice.Once(4) ? "spend" : "earn", 1 + dice.Below(5));
        return Deed("task", HttpMethod.Post, "/tasks",
            $$"""{"kind":"{{kind}}","nodeId":"{{node}}","taskId":"{{id}}","amount":{{amount}}}""",
            _ => book.Tasks.TryAdd($"{kind}:{id}", new TakenTask(node, kind, amount)));
    }

    private ChaosDeed Mint(string to, decimal amount)
    {
        var id = $"m-{Next()}";
        return Deed("mint", HttpMethod.Post, "/grain/mints",
            string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","to":"{{to}}","amount":"{{amount:0.00}}"}"""),
            told => book.Mints.TryAdd(id, new TakenMove(null, to, amount, told.GetProperty("state").GetString()!)));
    }

    private ChaosDeed Transfer()
    {
        var (id, from, amount) = ($"x-{Next()}", dice.Of(People), (1 + dice.Below(dice.Once(20) ? 1_000_000 : 4000)) / 100m);
        var to = dice.Of([.. People.Where(person => person != from)]);
        return Deed("transfer", HttpMethod.Post, "/grain/transfers",
            string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","from":"{{from}}","to":"{{to}}","amount":"{{amount:0.00}}"}"""),
            told => book.Transfers[id] = new TakenMove(from, to, amount, told.GetProperty("state").GetString()!)) with
        {
            MayBeRefused = answer => answer.Status == 409 && answer.Body.Contains("insufficient", StringComparison.Ordinal),
        };
    }

    private ChaosDeed Fact()
    {
        var id = $"f-{Next()}";
        return Deed("fact", HttpMethod.Post, "/activity",
            $$"""{"kind":"request","id":"{{id}}","caller":"{{dice.Of(People)}}","at":"{{Text(began)}}","model":"m"}""",
            _ => book.Facts.TryAdd(id, true));
    }

    private ChaosDeed Deed(string kind, HttpMethod method, string path, string? body, Action<JsonElement> take) =>
        new(kind, () => new HttpRequestMessage(method, Address(path))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        }, take);

    /// <summary>An address of the community.</summary>
    public Uri Address(string path) => new($"/api/spaces/{book.Space}{path}", UriKind.Relative);

    private static string Next() => Interlocked.Increment(ref numbers).ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment in one of the epochs that are over, or in that which goes on.</summary>
    private string At() => Text(began.AddMinutes(-dice.Below(Days * 24 * 60)));

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
