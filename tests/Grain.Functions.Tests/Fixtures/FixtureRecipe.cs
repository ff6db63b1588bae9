namespace Grain.Functions.Tests.Fixtures;

/// <summary>
/// How the fixture's data come about: all acts in order, the same every time. Five weeks of four communities: <c>garden</c> has of
/// everything, <c>hedge</c>
/// moves credits from submitters to workers and keeps recomputed scores, <c>pond</c> has claims and pays outside of Grain, <c>mill</c> is
/// small. Appending acts is fine if the data are written anew; see README.md.
/// </summary>
internal sealed partial class FixtureRecipe
{
    private readonly List<FixtureStep> steps = [];
    private DateTimeOffset now;
    private string space = "";

    private FixtureRecipe()
    {
        FirstWeek();
        SecondWeek();
        ThirdWeek();
        FourthWeek();
    }

    /// <summary>Everything up to the last moment at which all is in order.</summary>
    public static IReadOnlyList<FixtureStep> Steps { get; } = new FixtureRecipe().steps;

    /// <summary>
    /// Then runs are cut: one before the ranking is stored, one before the allocation is, one with most of the payments made.
    /// </summary>
    public static IReadOnlyList<FixtureCut> Cuts { get; } =
    [
        new(Day(16, 5), "pond", () => new CutBeforePiece("pond", "scores.json")),
        new(Day(16, 6), "garden", () => new CutBeforePiece("garden", "allocation.json")),
        new(Day(16, 7), "mill", () => new CutBeforePayment("2026-11-08", "bob", others: 4)),
    ];

    /// <summary>When the runs are finished and the epochs go on.</summary>
    public static DateTimeOffset GoesOnAt { get; } = Day(23, 9);

    /// <summary>The spaces.</summary>
    public static IReadOnlyList<string> Spaces { get; } = ["garden", "hedge", "mill", "pond"];

    private static DateTimeOffset Day(int day, int hour, int month = 11) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);

    private void FirstWeek()
    {
        now = Day(19, 8, month: 10);
        Found("garden", GardenConfig);
        Found("hedge", HedgeConfig);
        Found("pond", PondConfig);
        Found("mill", "{}");
        In("garden", Day(20, 9, month: 10));
        FirstGrants();
        Streams();
        FirstActivity();
        In("pond", Day(20, 11, month: 10));
        PondGrants();
        In("mill", Day(20, 12, month: 10));
        MillGrants();
        In("hedge", Day(21, 9, month: 10));
        Scores();
        In("garden", Day(22, 9, month: 10));
        Repair();
        In("garden", Day(26, 2, month: 10));
        Close();
        Configure(GardenConfig.Replace("\"displayName\":\"The garden\"", "\"displayName\":\"The great garden\"", StringComparison.Ordinal));
    }

    private void SecondWeek()
    {
        In("garden", Day(27, 9, month: 10));
        Corrections();
        Tasks();
        Replicas();
        In("hedge", Day(27, 12, month: 10));
        Escrows();
        In("hedge", Day(31, 9, month: 10));
        Timer("EscrowsExpire");
        In("garden", Day(2, 2));
        Close();
        In("pond", Day(2, 3));
        Close();
    }

    private void ThirdWeek()
    {
        In("garden", Day(3, 9));
        foreach (var sender in Senders()) steps.Add(sender);
        Get("webhooks/deliveries");
        In("hedge", Day(3, 10));
        KeptPayload();
        Get("webhooks/deliveries");
        In("garden", Day(4, 9));
        Quarantine();
        In("garden", Day(4, 12));
        Identities();
        In("pond", Day(5, 9));
        Claims();
        PayOutside();
        In("garden", Day(9, 2));
        Close();
        In("pond", Day(9, 3));
        Close();
        In("mill", Day(9, 4));
        Close();
    }

    private void FourthWeek()
    {
        In("garden", Day(10, 9));
        Moves();
        LaterActivity();
        Get("leaderboard?by=ledger");
        In("pond", Day(11, 9));
        Grant("""{"grantId":"late","contributor":"cy","amount":4,"grantedAt":"2026-11-11T08:00:00Z"}""");
        In("garden", Day(12, 9));
        Grant("""{"grantId":"last","contributor":"bob","amount":3.5,"grantedAt":"2026-11-12T08:00:00Z"}""");
        FollowLedgers();
        Timer("ActivityCollect");
        steps.Add(new FixtureStep(now, FixtureAct.Message, "task-credits",
            """{"space":"nowhere","kind":"earn","nodeId":"n","taskId":"lost","amount":1}"""));
    }

    private void In(string name, DateTimeOffset at) => (space, now) = (name, at);

    private void Found(string name, string config)
    {
        space = name;
        Put("", config, status: 201);
    }

    private void Configure(string config) => Put("config", config);

    private void Close() => steps.Add(Request("epochs") with { Status = 202 });

    private void Timer(string name) => steps.Add(new FixtureStep(now, FixtureAct.Timer, name));

    private void Get(string path) => steps.Add(Request(path) with { Method = HttpMethod.Get });

    private void Put(string path, string body, int status = 200) =>
        steps.Add(Request(path, body) with { Method = HttpMethod.Put, Status = status });

    private void Post(string path, string body, int status = 200) => steps.Add(Request(path, body) with { Status = status });

    /// <summary>Something that counts once.</summary>
    private void Once(string path, string body, int status = 200) =>
        steps.Add(Request(path, body) with { Status = status, CountsOnce = true });

    private void Grant(string body) => Once("grants", body, status: 201);

    private FixtureStep Request(string path, string body = "") => new(now, FixtureAct.Request, $"{space}/{path}".TrimEnd('/'), body);
}
