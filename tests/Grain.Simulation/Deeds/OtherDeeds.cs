using System.Globalization;
using System.Text.Json;
using Grain.Simulation.Model;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>Task credits, activity, changes of the configuration, and reads of all of it.</summary>
internal sealed class OtherDeeds(People people, Dice dice, Conductor conductor, Ledgers ledgers)
{
    private static readonly string[] Patches =
    [
        """{"distribution":{"budgetPerEpoch":"55"}}""", """{"distribution":{"budgetPerEpoch":"100"}}""",
        """{"weights":{"nodes":{"commit":0.5}}}""", """{"weights":{"nodes":{"commit":null}}}""",
        """{"credits":{"taskSubmissionCost":2}}""", """{"credits":{"overdraft":"refuse"}}""", """{"credits":{"overdraft":null}}""",
        """{"distribution":{"unpaid":"Lapse"}}""", """{"distribution":{"unpaid":"CarryOver"}}""",
    ];

    private readonly DateTimeOffset began = conductor.Now;

    /// <summary>A task is submitted, or done; one task has one submitter and one worker most of the time.</summary>
    public Deed Task()
    {
        var (task, isSpend) = (dice.Chance(0.5) ? people.Id("k") : people.Known("k"), dice.Chance(0.5));
        var node = dice.Chance(0.8) ? people.All[(task.Length + (isSpend ? 0 : 1)) % people.All.Count] : people.Any();
        var (kind, amount) = (isSpend ? "spend" : "earn", dice.Pick([1, 2, 4]));
        return new("task", $"{kind}/{node}/{task}", $"{amount}", new("TasksSend", "POST", people.Space,
            $$"""{"kind":"{{kind}}","nodeId":"{{node}}","taskId":"{{task}}","amount":{{amount}} }"""), () => IsTaken(kind, node,
                task))
        { IsLater = true, IsExact = false };
    }

    /// <summary>A charge is written down; a claim may wait in the task's escrow for ever.</summary>
    private bool IsTaken(string kind, string node, string task) =>
        kind == "earn" || ledgers.Credits.Account(people.Space, node).Keys.Contains($"{kind}:{task}");

    /// <summary>A fact of somebody's activity.</summary>
    public Deed Fact()
    {
        var (id, caller) = (people.Id("f"), people.Any());
        var at = began.AddMinutes(dice.Below(4));
        var body = $$"""{"kind":"request","id":"{{id}}","caller":"{{caller}}","at":"{{at:O}}","model":"m","tokensIn":3}""";
        return new("fact", id, body, new("ActivityAppend",
            "POST", people.Space, body), () => ledgers.Activity.Has(people.Space, $"k~request~{id}"))
        { IsExact = false };
    }

    /// <summary>A change of what the community decided.</summary>
    public Deed Configure() => Patch(dice.Pick(Patches));

    /// <summary>More grain is covered.</summary>
    public Deed Fund(decimal funded) =>
        Patch($$"""{"distribution":{"treasury":{"funded":"{{funded.ToString(CultureInfo.InvariantCulture)}}"} } }""") with
        {
            Before = () => ledgers.Grain.Funded[people.Space] = Math.Max(ledgers.Grain.Funded[people.Space], funded * 100),
        };

    private Deed Patch(string patch) =>
        new("config", $"{people.Space}", patch, new("SpacesPatchConfig", "PATCH", people.Space, patch), () => true) { IsExact = false };

    /// <summary>The run of the epoch that is over is stopped, if nothing of it is decided.</summary>
    public Deed Cancel()
    {
        var epoch = conductor.Now.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new("cancel", epoch, people.Space, new("EpochsCancel", "POST", people.Space, null, epoch), () => true) { IsExact = false };
    }

    /// <summary>A person takes part, or does no more.</summary>
    public Deed Identity(string who, bool active) => new("identity", who, $"{active} {conductor.Steps}",
        new("IdentitiesPut", "PUT", people.Space,
            $$"""{"name":"{{who}}","type":"USER","active":{{(active ? "true" : "false")}} }""", who), () => true)
    { IsExact = false };

    /// <summary>Somebody reads.</summary>
    public Deed Read() => dice.Below(8) switch
    {
        0 or 1 => Balance("GrainReadAccount", ledgers.Grain, 1),
        2 => Balance("CreditsRead", ledgers.Credits, 1),
        3 => Looks("LeaderboardRead"),
        4 => Looks("EpochsList"),
        5 => Looks("ContributorsRead", people.Any()),
        6 => Looks("GrainRead"),
        _ => Looks("EpochsReadOpen"),
    };

    private Deed Looks(string function, string? id = null) =>
        new("read", function, "", new(function, "GET", people.Space, null, id), () => true) { Reads = true };

    /// <summary>What a read shows of an account is what it was at one moment between question and answer.</summary>
    private Deed Balance(string function, ShadowJournal journal, decimal units)
    {
        var (who, from) = (people.Any(), 0);
        var account = journal.Account(people.Space, who);
        return Looks(function, who) with
        {
            Before = () => from = account.Shown.Count - 1,
            Look = reply =>
            {
                var balance = JsonElement.Parse(reply.Body).GetProperty("balance");
                var shown = balance.ValueKind == JsonValueKind.String ? decimal.Parse(balance.GetString()!, CultureInfo.InvariantCulture)
                    : balance.GetDecimal();
                if (!account.Shown.Skip(from).Contains(shown / units))
                    throw new InvalidDataException(
                        $"{function} shows {shown} of {account}, which held {string.Join(", ", account.Shown.Skip(from))} meanwhile");
            },
        };
    }
}
