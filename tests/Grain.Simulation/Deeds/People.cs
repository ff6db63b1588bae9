using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>A space's people, and ids for what they do: all of them have the space's name, so that one that strays is seen.</summary>
internal sealed class People(string space, Dice dice)
{
    private static readonly string[] Names = ["ada", "bob", "cyd", "dan", "eve"];

    private readonly Dictionary<string, int> used = [];

    /// <summary>The space.</summary>
    public string Space => space;

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All { get; } = [.. Names.Select(name => $"{space}-{name}")];

    /// <summary>One of them, some more often than others.</summary>
    public string Any() => All[Math.Min(dice.Below(All.Count), dice.Below(All.Count))];

    /// <summary>Another one.</summary>
    public string Other(string than)
    {
        var other = dice.Pick(All);
        return other != than ? other : All[(All.ToList().IndexOf(than) + 1) % All.Count];
    }

    /// <summary>An id for something: mostly a new one, sometimes one that was used before.</summary>
    public string Id(string kind)
    {
        var known = used.GetValueOrDefault(kind);
        if (known > 0 && dice.Chance(0.2)) return $"{space}-{kind}{dice.Below(known) + 1}";
        used[kind] = known + 1;
        return $"{space}-{kind}{known + 1}";
    }

    /// <summary>An id that was used, or will be.</summary>
    public string Known(string kind) => $"{space}-{kind}{dice.Below(Math.Max(1, used.GetValueOrDefault(kind) + 1)) + 1}";
}
