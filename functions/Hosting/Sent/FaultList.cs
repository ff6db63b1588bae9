namespace Grain.Functions.Hosting.Sent;

/// <summary>What is wrong with one request: as many faults as anybody reads, and then that there are more.</summary>
/// <param name="most">How many are told.</param>
public sealed class FaultList(int most = FaultList.Most)
{
    /// <summary>How many are told of a request.</summary>
    public const int Most = 100;

    /// <summary>How many are told of one line of a stream.</summary>
    public const int OfLineMax = 10;

    private readonly List<Fault> faults = [];

    /// <summary>The faults so far.</summary>
    public IReadOnlyList<Fault> All => faults;

    /// <summary>How many there were, told or not: the same before and after what is in order.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there are more than are told: what comes need not be looked at.</summary>
    public bool IsFull => faults.Count > most;

    /// <summary>The first faults of a sequence, which is not read further than needed.</summary>
    public static IReadOnlyList<Fault> Of(IEnumerable<Fault> faults)
    {
        var list = new FaultList();
        foreach (var fault in faults.TakeWhile(_ => !list.IsFull)) list.Add(fault);
        return list.All;
    }

    /// <summary>Notes a fault.</summary>
    public void Add(Fault fault)
    {
        Count++;
        if (faults.Count < most) faults.Add(fault);
        else if (faults.Count == most) faults.Add(new Fault("$", $"has further faults; {most} are told"));
    }
}
