using Grain.Local.Api;

namespace Grain.Local.Demo;

/// <summary>What came of a demo.</summary>
internal sealed record DemoReport
{
    /// <summary>The space.</summary>
    public required string Space { get; init; }

    /// <summary>Where it is served.</summary>
    public required Uri Address { get; init; }

    /// <summary>By event: what was received, and what came of it. First deliveries only.</summary>
    public required IReadOnlyList<EventReport> Events { get; init; }

    /// <summary>What was sent a second time, and what came of it.</summary>
    public required RedeliveryReport Redelivered { get; init; }

    /// <summary>Deliveries without a valid signature: how many, and how many of them were refused with 401.</summary>
    public required ForgeryReport Forged { get; init; }

    /// <summary>Grants in all journals.</summary>
    public required int Grants { get; init; }

    /// <summary>Grants that more than one of the first deliveries told of, and that count once.</summary>
    public required int ToldTwice { get; init; }

    /// <summary>How often the app was killed.</summary>
    public required int Kills { get; init; }

    /// <summary>How many requests had to be sent again.</summary>
    public required int Retries { get; init; }

    /// <summary>The closed epochs, oldest first.</summary>
    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    /// <summary>What a review was worth that came in the epoch which goes on.</summary>
    public LiveReport? Live { get; init; }

    /// <summary>The best, by cred.</summary>
    public required IReadOnlyList<StandingRow> Leaderboard { get; init; }

    /// <summary>Everything that must hold.</summary>
    public required IReadOnlyList<Proof> Proofs { get; init; }

    /// <summary>See <see cref="DemoState.Digest"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>How long all of it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether all that must hold does.</summary>
    public bool Holds => Proofs.All(proof => proof.Holds);
}

/// <summary>What came of the deliveries of one event.</summary>
/// <param name="Event">Its name.</param>
/// <param name="Received">How many came.</param>
/// <param name="Counted">How many of them told of something to count.</param>
/// <param name="Grants">How many grants were made of those.</param>
/// <param name="Ignored">Why the others did not.</param>
internal sealed record EventReport(string Event, int Received, int Counted, int Grants, IReadOnlyList<IgnoredReport> Ignored);

/// <summary>Deliveries with nothing to count in them.</summary>
/// <param name="Because">Why, in the app's words.</param>
/// <param name="Deliveries">How many.</param>
internal sealed record IgnoredReport(string Because, int Deliveries);

/// <summary>What came of redeliveries.</summary>
/// <param name="Sent">How many were sent.</param>
/// <param name="Grants">How many grants they told of.</param>
/// <param name="Appended">How many of these were counted a second time.</param>
internal sealed record RedeliveryReport(int Sent, int Grants, int Appended);

/// <summary>What came of deliveries without a valid signature.</summary>
internal sealed record ForgeryReport(int Sent, int Refused);

/// <summary>A closed epoch; grain in whole grain.</summary>
internal sealed record EpochReport(string Id, DateTimeOffset End, string Budget, string Paid, string CarriedOver, int Recipients);

/// <summary>How the report is written for programs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoJson : JsonSerializerContext;

/// <summary>Amounts of grain for people.</summary>
internal static class WholeGrain
{
    /// <summary>Base units as whole grain with three decimals, rounded down.</summary>
    public static string Of(string units, int decimals)
    {
        var thousandths = BigInteger.Multiply(Units.Of(units), 1000) / BigInteger.Pow(10, decimals);
        return $"{(decimal)thousandths / 1000:#,0.000}";
    }
}
