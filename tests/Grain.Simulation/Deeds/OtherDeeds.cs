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
        return new("task", $"{kind}/{node}/{task}", $"{amount}", people.Ask("POST", "/tasks",
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
        return new("fact", id, body, people.Ask("POST", "/activity", body),
            () => people.AreLoose || ledgers.Activity.Has(people.Space, $"k~request~{id}"))
        { IsExact = false };
    }

    /// <summary>A fact that lies in the queue first; its id says all of it.</summary>
    public Deed Later()
    {
        var id = people.Id("a");
        var (caller, at) = (people.All[id[^1] % people.All.Count], began.AddMinutes(id[^1] % 5));
        var body = $$"""{"kind":"tool-call","id":"{{id}}","caller":"{{caller}}","at":"{{at:O}}","name":"grep"}""";
        return new("later", id, body, people.Ask("POST", "/activity", body) with { Headers = [new("Prefer", "respond-async")] },
            () => people.AreLoose || ledgers.Activity.Has(people.Space, $"k~tool-call~{id}"))
        { IsExact = false, IsLater = true };
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
        new("config", $"{people.Space}", patch, people.Ask("PATCH", "/config", patch), () => true) { IsExact = false };

    /// <summary>Somebody looks at what the community decided: it is what it was at one moment between question and answer.</summary>
    public Deed Settings()
    {
        var from = 0;
        return new("read", "/config", "", people.Ask("GET", "/config"), () => true)
        {
            Reads = true,
            Before = () => from = ledgers.Configs.BudgetsOf(people.Space).Count - 1,
            Look = reply =>
            {
                var (shown, had) = (JsonElement.Parse(reply.Body).GetProperty("distribution").GetProperty("budgetPerEpoch").GetString(),
                    ledgers.Configs.BudgetsOf(people.Space).Skip(from).ToArray());
                if (!had.Contains(shown))
                    throw new InvalidDataException($"the budget of {people.Space} is shown as {shown}, and was {string.Join(", ", had)}");
            },
        };
    }

    /// <summary>The run of the epoch that is over is stopped, if nothing of it is decided.</summary>
    public Deed Cancel()
    {
        var epoch = conductor.Now.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new("cancel", epoch, people.Space, people.Ask("POST", $"/epochs/{epoch}/cancel"), () => true) { IsExact = false };
    }

    /// <summary>A person takes part, or does no more.</summary>
    public Deed Identity(string who, bool active) => new("identity", who, $"{active} {conductor.Steps}",
        people.Ask("PUT", $"/identities/{who}",
            $$"""{"name":"{{who}}","type":"USER","active":{{(active ? "true" : "false")}} }"""), () => true)
    { IsExact = false };

    /// <summary>Somebody looks at an account that must add up.</summary>
    public Deed Read() => dice.Chance(0.6) ? Balance("/grain/accounts/", ledgers.Grain) : Balance("/credits/", ledgers.Credits);

    /// <summary>What a read shows of an account is what it was at one moment between question and answer.</summary>
    private Deed Balance(string path, ShadowJournal journal)
    {
        var (who, from) = (people.Any(), 0);
        var account = journal.Account(people.Space, who);
        return new("read", $"{path}{who}", "", people.Ask("GET", $"{path}{who}"), () => true)
        {
            Reads = true,
            Before = () => from = account.Shown.Count - 1,
            Look = reply =>
            {
                var balance = JsonElement.Parse(reply.Body).GetProperty("balance");
                var shown = balance.ValueKind == JsonValueKind.String ? decimal.Parse(balance.GetString()!, CultureInfo.InvariantCulture)
                    : balance.GetDecimal();
                if (!account.Shown.Skip(from).Contains(shown))
                    throw new InvalidDataException(
                        $"{path} shows {shown} of {account}, which held {string.Join(", ", account.Shown.Skip(from))} meanwhile");
            },
        };
    }
}
