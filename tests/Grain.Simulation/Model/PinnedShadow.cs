using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>What an epoch allocates is of what it pinned: of its settings, and of who was who. What came later has no part in it.</summary>
internal sealed class PinnedShadow(Findings findings)
{
    /// <summary>Base units of a grain in all communities of a run.</summary>
    private const int Units = 100;

    /// <summary>Compares an allocation with what is pinned beside it.</summary>
    /// <param name="epoch">The epoch, for people.</param>
    /// <param name="run">Its row.</param>
    /// <param name="carried">What the one before left to it, in base units.</param>
    /// <param name="allocation">What it allocated.</param>
    /// <param name="piece">The pieces that it pinned, by the name that the row has for them.</param>
    public void Compare(string epoch, StoredProperties run, decimal carried, JsonElement allocation, Func<string, JsonElement> piece)
    {
        var config = piece("Config");
        if (config.TryGetProperty("distribution", out var distribution)
            && distribution.TryGetProperty("budgetPerEpoch", out var said) && said.GetString() is { } text)
        {
            var (budget, own) = (Amount(allocation, "budget"), decimal.Parse(text, CultureInfo.InvariantCulture) * Units);
            if (run.TryGet("RegularMinutes") is not null)
                own = (decimal)((BigInteger)own * Minutes(run) / run.Number("RegularMinutes"));
            findings.Must(budget == own + carried, $"epochs: {epoch} had {budget} to pay, and pinned {own}, with {carried} of before");
        }

        var paid = allocation.GetProperty("payments").EnumerateArray().Select(each => each.GetProperty("participantId").GetString())
            .ToHashSet();
        foreach (var identity in piece("Identities").GetProperty("identities").EnumerateArray())
            findings.Must(identity.GetProperty("active").GetBoolean() || !paid.Contains(identity.GetProperty("id").GetString()),
                $"epochs: {epoch} pays {identity.GetProperty("id")}, who takes no part by what is pinned");
    }

    private static long Minutes(StoredProperties run) => (long)(Moment(run, "End") - Moment(run, "Start")).TotalMinutes;

    private static DateTimeOffset Moment(StoredProperties run, string name) =>
        DateTimeOffset.Parse(run.Get(name), CultureInfo.InvariantCulture);

    private static decimal Amount(JsonElement of, string name) =>
        decimal.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
