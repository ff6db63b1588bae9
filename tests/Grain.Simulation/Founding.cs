using System.Text.Json;
using Azure.Data.Tables;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Simulation.Deeds;
using Grain.Simulation.Processes;

namespace Grain.Simulation;

/// <summary>Makes a space with its people, before anything fails.</summary>
internal sealed class Founding(Run run, DeedMaker space)
{
    private const int Shards = 2;

    /// <summary>So many communities have another service told.</summary>
    private const double SendersShare = 0.5;

    /// <summary>Where to; it ends the configuration of credits.</summary>
    private const string Sent = $$"""
        , "webhook": { "url": "https://sim.example/events", "secrets": ["{{WebhookDeeds.Key}}"] } },
          "proofs": { "publish": { "url": "https://sim.example/checkpoints" }
        """;

    /// <summary>
    /// The storage is of the format before, which an owner moves on later: that is how an account stands that is older than this version.
    /// </summary>
    public static Task BeginAsOfOldAsync(SimulatedProcess process) => process.Get<StorageService>().For("spaces").Table("spaces").AddAsync(
        new TableEntity("formats", "storage") { ["Format"] = 1, ["InForce"] = 1, ["Before"] = 1 });

    /// <summary>Makes it.</summary>
    public async Task FoundAsync()
    {
        var (process, name) = (run.AnyProcess(), space.People.Space);
        var isLoose = space.People.AreLoose;
        // A treasury that is soon empty is one that is decided about.
        var funded = run.Dice.Pick([320, 400, 1000]);
        if (!isLoose) run.Ledgers.Grain.Funded[name] = funded * 100;
        var isSender = !isLoose && run.Dice.Chance(SendersShare);
        if (isSender) run.Ledgers.Receiver.Senders.Add(name);
        var config = SpaceConfig.Of(JsonElement.Parse(isLoose ? LooseConfig() : Config(funded, isSender ? Sent : "")));
        var isSealed = isLoose && run.Dice.Chance(0.5);
        if (isSealed) run.Ledgers.Seals.Add(space.People.All);
        await process.Get<SpaceDirectory>().CreateAsync(name, Shards, config, CancellationToken.None, isSealed);
        foreach (var who in space.People.All) await AskAsync(process, space.Others.Identity(who, active: who != space.People.All[^1]));
        var receipts = string.Join(',', space.People.All.Take(4).Select(who => $$"""{"to":"{{who}}","amount":"50"}"""));
        await AskAsync(process, new Deed("distribution", $"{name}-founding", "", space.People.Ask("POST", "/grain/distributions",
            $$"""{"id":"{{name}}-founding","receipts":[{{receipts}}]}"""), () => true));
    }

    private string Config(int funded, string sent) => $$"""
        {
          "epochs": { "lengthDays": 1, "anchor": "2026-03-01T00:00:00", "first": "{{run.Conductor.Now:O}}" },
          "token": { "decimals": 2 }, "proposals": {},
          "distribution": {
            "budgetPerEpoch": "100",
            "treasury": { "funded": "{{funded}}", "beyond": "{{run.Dice.Pick(["Refuse", "Scale"])}}" }
          },
          "credits": { "mode": "{{run.Dice.Pick(["transfer", "transfer", "mint"])}}", "escrowHours": 12 {{sent}} }
        }
        """;

    private string LooseConfig() => $$"""
        {
          "epochs": { "lengthDays": 1, "anchor": "2026-03-01T00:00:00", "first": "{{run.Conductor.Now:O}}" },
          "token": { "decimals": 2 }, "distribution": { "budgetPerEpoch": "100" }, "proposals": {},
          "tiers": [{ "name": "silver", "from": 1 }], "activity": { "streaks": { "repairsPer30Days": 1 } },
          "webhooks": {{WebhookDeeds.Config}}
        }
        """;

    private static async Task AskAsync(SimulatedProcess process, Deed deed)
    {
        var reply = await FunctionCalls.AskAsync(process, deed.Ask!);
        if (!reply.IsGood) throw new InvalidOperationException($"{deed} is answered {reply.Status} {reply.Body}");
    }
}
