using System.Globalization;
using System.Text.Json;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Simulation.Model;
using Grain.Simulation.Processes;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>Grants: asked for, sent by a webhook's queue, and taken back there, in any order.</summary>
internal sealed class GrantDeeds(People people, Dice dice, Conductor conductor, Ledgers ledgers)
{
    /// <summary>The source of what deliveries bring.</summary>
    private const string Delivered = "sim";

    private readonly DateTimeOffset began = conductor.Now;

    private Grant? last;

    /// <summary>One grant.</summary>
    public Deed One() => Of(New());

    /// <summary>Grants of one person under one id, of different points.</summary>
    public Deed Contradicting() =>
        Of(last = last is { } known && dice.Chance(0.7) ? known with { Points = 1 + dice.Below(9) } : New());

    private Deed Of(Grant grant) =>
        new("grant", grant.Id, grant.ToString(), people.Ask("POST", "/grants", grant.Json), () => Is(grant));

    /// <summary>
    /// Several at once, of which the answer tells each: one whose id was given to another is a conflict, and the others count all the same.
    /// </summary>
    public Deed Many()
    {
        Grant[] grants = [.. Enumerable.Range(0, 2 + dice.Below(6)).Select(_ => New())];
        var (counted, conflicts) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var body = $"[{string.Join(',', grants.Select(grant => grant.Json))}]";
        return new("grants", grants[0].Id, string.Join(' ', (object[])grants), people.Ask("POST", "/grants", body),
            () => grants.All(grant => ledgers.Grants.Find(people.Space, grant.Id) is not null
                || (conflicts.Contains(grant.Id) && !counted.Contains(grant.Id))))
        {
            IsExact = false,
            Look = reply =>
            {
                foreach (var each in JsonElement.Parse(reply.Body).GetProperty("outcomes").EnumerateArray())
                    (each.GetProperty("outcome").GetString() == "conflicts-with-earlier" ? conflicts : counted)
                        .Add(each.GetProperty("grantId").GetString()!);
            },
        };
    }

    /// <summary>A delivery of a webhook that was taken: its grant lies in the queue.</summary>
    public Deed Queued()
    {
        var grant = New();
        return InQueue("queued", grant, () => ledgers.Grants.Find(people.Space, grant.Id) is not null);
    }

    /// <summary>A delivery that takes back what another gave, or will.</summary>
    public Deed TakenBack()
    {
        var id = dice.Chance(0.25) ? people.Ahead("g") : people.Known("g");
        // What is taken back is of as much as was granted, whoever tells of it.
        var back = new Grant($"{id}:reversed", people.Any(), 0, "code", began) { Corrects = id };
        return InQueue("back", back, () => ledgers.Grants.Find(people.Space, id) is null || IsCorrected(id));
    }

    /// <summary>What somebody proposed is approved by another: then its grant counts, now or a little later.</summary>
    public Deed Approved()
    {
        var id = people.Known("p");
        return new("approval", id, "", people.Ask("POST", $"/proposals/{id}/approve", $$"""{"reviewer":"{{people.Any()}}"}""") with
        {
            By = Ask.Steward,
        }, () => ledgers.Grants.Find(people.Space, $"proposal/{id}") is not null)
        { IsLater = true, IsExact = false };
    }

    private bool IsCorrected(string id) => ledgers.Grants.Find(people.Space, $"{id}:reversed") is not null
        || ledgers.Grants.Find(people.Space, id) is { } grant && grant.Entry.Text("corrects") is not null;

    private Deed InQueue(string kind, Grant grant, Func<bool> isDone) => new(kind, grant.Id, grant.ToString(), null, isDone)
    {
        IsLater = true,
        IsExact = false,
        Send = process => process.Get<GrantQueue>().SendAsync(people.Space, $"{people.Space}-delivery",
            [JsonSerializer.Deserialize<Functions.Ledgers.Grants.Grant>(grant.Stored, Json)!], CancellationToken.None),
    };

    private static readonly JsonSerializerOptions Json = Functions.Ledgers.Grants.GrantJson.Stored.Options;

    private Grant New() => new(people.Id("g"), people.Any(), 1 + dice.Below(9), dice.Pick(["code", "review", "care"]),
        began + TimeSpan.FromMinutes(dice.Below(12)));

    /// <summary>Whether it counts as it was asked for: one that a delivery brought says another source, and is another.</summary>
    private bool Is(Grant grant) => ledgers.Grants.Find(people.Space, grant.Id) is { } found && found.Account.Name == grant.Who
        && found.Entry.Text("source") != Delivered
        && found.Entry.Number("amount") == grant.Points && found.Entry.Text("category") == grant.Category
        && DateTimeOffset.Parse(found.Entry.Text("grantedAt")!, CultureInfo.InvariantCulture) == grant.At;

    private sealed record Grant(string Id, string Who, int Points, string Category, DateTimeOffset At)
    {
        public string? Corrects { get; init; }

        private string Corrected => Corrects is null ? "" : $$""","corrects":"{{Corrects}}" """;

        internal string Json => $$"""
            {"grantId":"{{Id}}","contributor":"{{Who}}","amount":{{Points}},"category":"{{Category}}","grantedAt":"{{At:O}}"{{Corrected}}}
            """;

        internal string Stored => $$"""
            {"grantId":"{{Id}}","contributor":"{{Who}}","key":"sim:done","category":"{{Category}}","source":"{{Delivered}}",
            "amount":{{Points}},"grantedAt":"{{At:O}}"{{Corrected}}}
            """;
    }
}
