using Grain.Simulation.Running;

namespace Grain.Simulation.Faults;

/// <summary>Draws what becomes of each request: some runs have many faults, some few, each its own mixture.</summary>
internal sealed class FaultPlan
{
    private static readonly FaultKind[] OfRequests =
    [
        FaultKind.NotSent, FaultKind.AnswerLost, FaultKind.AnswerLost, FaultKind.TimedOutAndArrived, FaultKind.Answered408,
        FaultKind.Answered429, FaultKind.Answered500, FaultKind.Answered503, FaultKind.Answered500AfterEffect, FaultKind.Delayed,
    ];

    private static readonly FaultKind[] OfTransactions =
        [.. OfRequests, FaultKind.RefusedInside, FaultKind.RefusedInside, FaultKind.RefusedInsideAfterEffect];

    private const double RateOfOutage = 0.98;

    /// <summary>While storage is out it does nothing that it is asked.</summary>
    private static readonly FaultKind[] OfOutages = [FaultKind.NotSent, FaultKind.Answered500, FaultKind.Answered503];

    private readonly Dice dice;
    private readonly double rate;
    private readonly double pages;
    private readonly FaultKind? favourite;

    public FaultPlan(Dice dice)
    {
        this.dice = dice;
        (rate, pages) = (dice.Pick([0.03, 0.1, 0.2, 0.3]), dice.Pick([0, 0.1, 0.5]));
        favourite = dice.Chance(0.4) ? dice.Pick(OfTransactions) : null;
    }

    /// <summary>Whether anything goes wrong from here on.</summary>
    public bool IsOn { get; set; }

    /// <summary>Where hardly any request comes through; absent where storage works.</summary>
    public Outage? Out { get; set; }

    /// <summary>The tables, queues and containers that were asked for.</summary>
    public List<string> Resources { get; } = [];

    /// <summary>The one that was written to last.</summary>
    public string? LastWritten { get; private set; }

    /// <summary>How often each went wrong.</summary>
    public FaultCount Count { get; } = new();

    /// <summary>Which fault met which operation of which function.</summary>
    public HashSet<string> Points { get; } = [];

    /// <summary>What becomes of a request; <see langword="null"/> when it goes through.</summary>
    public FaultKind? Next(StorageCall call)
    {
        if (!Resources.Contains(call.Resource)) Resources.Add(call.Resource);
        if (call.Writes) LastWritten = call.Resource;
        var (isTransaction, isOut) = (call.Actions is not null, Out?.Covers(call) == true);
        if (!IsOn || !dice.Chance(isOut ? RateOfOutage : rate)) return null;
        var kind = isOut ? dice.Pick(OfOutages)
            : favourite is { } usual && dice.Chance(0.5) && (isTransaction || OfRequests.Contains(usual)) ? usual
            : dice.Pick(isTransaction ? OfTransactions : OfRequests);
        Count.Add(kind);
        Points.Add($"{call.Place} {kind}");
        return kind;
    }

    /// <summary>How many rows the page of a query has at most; <see langword="null"/> for as many as there are.</summary>
    public int? NextPage()
    {
        if (!IsOn || !dice.Chance(pages)) return null;
        var rows = dice.Below(4);
        Count.Add(rows == 0 ? FaultKind.EmptyPage : FaultKind.ShortPage);
        return rows;
    }

    /// <summary>Whether something else goes wrong, in this share of cases.</summary>
    public bool Draw(FaultKind kind, double share)
    {
        if (!IsOn || !dice.Chance(share)) return false;
        Count.Add(kind);
        return true;
    }
}

/// <summary>Storage, or a part of it, does nothing that it is asked.</summary>
/// <param name="Resource">The table, queue or container; absent for all.</param>
/// <param name="OfWrites">Whether it can still be read.</param>
internal sealed record Outage(string? Resource, bool OfWrites)
{
    /// <summary>Whether a request meets it.</summary>
    public bool Covers(StorageCall call) => (Resource is null || Resource == call.Resource) && (call.Writes || !OfWrites);
}
