using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Tests.Fixtures;

namespace Grain.Functions.Tests.Sealing;

/// <summary>
/// A sealed space as an earlier build wrote it (<c>Fixtures/Data/sealed</c>): what was sent to it, and how to read and write all of it. Its
/// keys are sealed with <see cref="GrainApp.SecretKeys"/>, which is a key of the tests and of nothing else.
/// </summary>
internal static class SealedFixture
{
    public const string Space = "sealed-fixture";

    /// <summary>What tells of requests, or is folded from the rest; what goes with time.</summary>
    private static readonly string[] NotKept = ["audit", "usage", "boards", "deliveries", "events", "keys"];

    public const string Config = """
        {"epochs":{"lengthDays":365,"first":"2025-11-01T00:00:00Z","anchor":"2025-11-01T00:00:00Z"},
         "token":{"decimals":2},"credits":{"mode":"transfer"},
         "proposals":{"reviewers":{"people":["carol"]}},
         "distribution":{"budgetPerEpoch":"100","policies":[{"type":"RECENT","discount":0.1,"exclusions":["forge/mallory"]}]} }
        """;

    /// <summary>What counts once.</summary>
    public static IReadOnlyList<(string Method, string Path, string Body)> Steps { get; } =
    [
        ("POST", "grants", """
            [{"grantId":"g1","contributor":"forge/Ada","amount":5,"grantedAt":"2026-01-05T08:00:00Z",
              "note":"of \"me\" at ada@garden.example",
              "category":"code","source":"forge","key":"issue","facts":{"contributorName":"Ada L.","nodes":[{"id":"garden/1","type":"issue",
              "module":"forge","title":"A hedge","url":"https://garden.example/1","at":"2026-01-05T08:00:00Z"}],
              "edges":[{"type":"authors","from":"@forge/Ada","to":"garden/1"},{"type":"references","from":"garden/1","to":"garden/0"}],
              "retracts":["garden/9"]} },
             {"grantId":"g2","contributor":"bob","amount":2.5,"grantedAt":"2026-01-06T08:00:00Z"},
             {"grantId":"g3","contributor":"eve","amount":1,"grantedAt":"2026-01-06T08:00:00Z"}]
            """),
        ("POST", "grants",
            """{"grantId":"g4","contributor":"bob","amount":-0.5,"grantedAt":"2026-01-06T09:00:00Z","corrects":"g2","note":"less"}"""),
        ("PUT", "identities?id=forge/Ada", """{"name":"Countess"}"""),
        ("PUT", "identities?id=bob", """{"name":"Robert"}"""),
        ("POST", "identities/aliases?id=forge/Ada", """{"alias":"github/ada"}"""),
        ("PUT", "identities/payout-address?id=forge/Ada", """{"chainId":"BTC","address":"anaddress"}"""),
        ("POST", "grain/mints", """{"id":"m1","to":"forge/Ada","amount":"12.5","memo":"a memo"}"""),
        ("POST", "grain/transfers", """{"id":"t1","from":"forge/Ada","to":"bob","amount":"1","memo":"for lunch"}"""),
        ("POST", "grain/burns", """{"id":"x1","from":"bob","amount":"0.25"}"""),
        ("POST", "grain/distributions", """{"id":"d1","receipts":[{"to":"bob","amount":"1"}],"memo":"a prize"}"""),
        ("POST", "activity", """{"id":"f1","caller":"bob","at":"2026-01-07T08:00:00Z","model":"small","status":"odd"}"""),
        ("PUT", "credits/replicas?id=node-7&replica=phone", $$"""{"publicKey":"{{Replica.PublicKey}}"}"""),
        ("POST", "merge", Replica.Merge),
        ("POST", "scores/contribute?id=bob", """{"key":"award:gardener:2026","points":3,"grantedAt":"2026-01-07T08:00:00Z"}"""),
        ("POST", "proposals", """{"id":"p1","giver":"bob","receiver":"forge/Ada","points":2,"reason":"She helped"}"""),
        ("POST", "proposals/p1/approve", """{"reviewer":"carol","remark":"Indeed"}"""),
    ];

    /// <summary>Task credits, which go through a queue.</summary>
    public static IReadOnlyList<TaskCredit> Tasks { get; } =
    [
        new()
        {
            Kind = CreditKinds.Spend,
            NodeId = "Node-3",
            TaskId = "a task",
            Amount = CreditAmount.Rounded(4),
            Task = new TaskInfo { Type = "compute", Priority = "soon", TargetPeer = "node-7" },
        },
        new()
        {
            Kind = CreditKinds.Earn,
            NodeId = "node-7",
            TaskId = "a task",
            Amount = CreditAmount.Rounded(1),
            Task = new TaskInfo { Type = "dance", Priority = "high", Submitter = "GitHub/Node-3", DurationMs = 250 },
        },
        new() { Kind = CreditKinds.Spend, NodeId = "GitHub/Sub", TaskId = "apart", Amount = CreditAmount.Rounded(2) },
    ];

    public static AccountImage Load() => AccountImage.Load(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Data", "sealed"));

    /// <summary>All that is kept of the space.</summary>
    public static async Task<AccountImage> ReadAsync(string connection)
    {
        var files = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        var tables = new TableServiceClient(connection);
        await foreach (var table in tables.QueryAsync())
        {
            if (NotKept.Contains(table.Name)) continue;
            var rows = new List<string>();
            string[] filters = table.Name != "spaces" ? [From(Space)]
                : [$"PartitionKey eq 'spaces' and RowKey eq '{Space}'", From($"config~{Space}")];
            foreach (var filter in filters)
                rows.AddRange(await tables.GetTableClient(table.Name).QueryAsync<TableEntity>(filter).Select(StoredRow.Write)
                    .ToArrayAsync());
            if (rows.Count > 0) files[AccountImage.FileOf(table.Name)] = [.. rows.Order(StringComparer.Ordinal)];
        }

        var blobs = await StoredBlob.ReadAllAsync(new BlobContainerClient(connection, "grain"), $"{Space}/epochs/");
        files["blobs.ndjson"] = [.. blobs.Order(StringComparer.Ordinal)];
        return new AccountImage(files);

        static string From(string partition) => $"PartitionKey ge '{partition}' and PartitionKey lt '{partition}\u007f'";
    }

    /// <summary>Puts it into the app's account, beside all that is there.</summary>
    public static async Task WriteAsync(AccountImage image, string connection)
    {
        foreach (var file in image.Files.Keys.Where(file => file.StartsWith("tables/", StringComparison.Ordinal)))
        {
            var table = new TableClient(connection, Path.GetFileNameWithoutExtension(file));
            await table.CreateIfNotExistsAsync();
            foreach (var rows in image.Files[file].Select(StoredRow.Read).GroupBy(row => row.PartitionKey, StringComparer.Ordinal))
                foreach (var some in rows.Chunk(100))
                    await table.SubmitTransactionAsync(some.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)));
        }

        var container = new BlobContainerClient(connection, "grain");
        await container.CreateIfNotExistsAsync();
        foreach (var (name, bytes) in image.AllBlobs()) await container.GetBlobClient(name).UploadAsync(new BinaryData(bytes));
    }

    /// <summary>What a replica of node-7 signed once, with a key that is lost since.</summary>
    private static class Replica
    {
        public const string PublicKey =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEM0uVLvWWkeSue0QmECGixgELu3iWhKFOfckpPJP0A/29p6Xwg/l0T06Y31//92sTYNIdDCGszTod3NCmtNOHQQ==";

        private const string Signature = "INz3CvDfzcp1IarG/Jg+imlpdLkrHIOvAQnra4jzE/BBnijy+gd5hpOTAwstMfy/hKuuUqIEqZl2pEOVjx/FHQ==";

        public const string Merge = $$"""
            {"format":"grain-credits/1","space":"{{Space}}","node":"node-7","transactions":[{"kind":"earn","taskId":"apart","amount":2,
             "task":{"type":"song","submitter":"GitHub/Sub"},"replica":"phone","signature":"{{Signature}}"}]}
            """;
    }
}
