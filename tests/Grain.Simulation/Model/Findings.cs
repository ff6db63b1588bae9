using System.Runtime.CompilerServices;

namespace Grain.Simulation.Model;

/// <summary>What a run found to be wrong; the first of it ends the run.</summary>
internal sealed class Findings
{
    private readonly List<string> all = [];

    /// <summary>What was found.</summary>
    public IReadOnlyList<string> All => all;

    /// <summary>Something is wrong.</summary>
    public void Add(string what) => all.Add(what);

    /// <summary>Something must hold.</summary>
    public void Must(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] FindingText otherwise)
    {
        if (!holds) all.Add(otherwise.ToString());
    }
}
