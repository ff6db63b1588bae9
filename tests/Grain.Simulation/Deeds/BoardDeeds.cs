using System.Globalization;
using System.Text.Json;
using Grain.Simulation.Model;
using Grain.Simulation.Processes;

namespace Grain.Simulation.Deeds;

/// <summary>Reads of totals: each that is shown is one that some prefix of the journal gives.</summary>
internal sealed class BoardDeeds(People people, Ledgers ledgers)
{
    /// <summary>The leaderboard, which is of a moment ago.</summary>
    public Deed Board() => Read("/leaderboard?by=ledger", reply =>
    {
        foreach (var standing in JsonElement.Parse(reply.Body).GetProperty("standings").EnumerateArray())
        {
            var account = ledgers.Grants.Account(people.Space, standing.GetProperty("contributor").GetString()!);
            MustBe(account, 0, Number(standing.GetProperty("points")));
        }
    });

    /// <summary>Somebody's own total, which is of now.</summary>
    public Deed Person()
    {
        var account = ledgers.Grants.Account(people.Space, people.Any());
        var since = 0;
        return Read($"/contributors/{account.Name}", reply =>
            MustBe(account, since, Number(JsonElement.Parse(reply.Body).GetProperty("points").GetProperty("total")))) with
        {
            Before = () => since = account.Shown.Count - 1,
        };
    }

    private Deed Read(string path, Action<Reply> look) =>
        new("read", path, "", people.Ask("GET", path), () => true) { Reads = true, Look = look };

    private static void MustBe(ShadowAccount account, int since, decimal shown)
    {
        if (!account.Shown.Skip(since).Contains(shown))
            throw new InvalidDataException(
                $"{shown} points are shown of {account}, who had {string.Join(", ", account.Shown.Skip(since))}");
    }

    private static decimal Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDecimal();
}
