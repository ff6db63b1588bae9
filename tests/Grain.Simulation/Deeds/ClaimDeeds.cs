using System.Text.Json;
using Grain.Simulation.Model;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>People say that an account elsewhere is theirs; somebody confirms it, somebody turns it down, perhaps at once.</summary>
internal sealed class ClaimDeeds(People people, Dice dice, Ledgers ledgers)
{
    private readonly List<string> codes = [];

    private Register Register => ledgers.Registers.In(people.Space);

    /// <summary>Somebody claims an alias.</summary>
    public Deed Claim()
    {
        var (alias, who) = ($"chat/{people.Any()}", people.Any());
        return new("claim", alias, who, people.Ask("POST", "/identities/claims", $$"""{"alias":"{{alias}}","identity":"{{who}}"}"""),
            () => true)
        {
            IsExact = false,
            Look = reply =>
            {
                var code = JsonElement.Parse(reply.Body).GetProperty("code").GetString()!;
                if (Register.Find(code) is not { } claim || claim.Alias != alias || Register.Whole(claim.Identity) != who)
                    throw new InvalidDataException($"{who} claims {alias} and is told of {code}, which is {Register.Find(code)}");
                if (!codes.Contains(code)) codes.Add(code);
            },
        };
    }

    /// <summary>A claim is decided; the same one is decided otherwise, too.</summary>
    public Deed Decide()
    {
        if (codes.Count == 0) return Claim();
        var (code, confirmed) = (dice.Pick(codes), dice.Chance(0.6));
        return new("decision", code, $"{confirmed}",
            people.Ask("POST", $"/identities/claims/{code}/{(confirmed ? "confirm" : "reject")}"),
            () => Register.Find(code)?.Outcome == (confirmed ? Register.Outcome.Confirmed : Register.Outcome.TurnedDown));
    }
}
