using Grain.Simulation.Processes;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>A space's people, and ids for what they do: all of them have the space's name, so that one that strays is seen.</summary>
internal sealed class People(string space, Dice dice, bool areLoose = false)
{
    /// <summary>In some runs few people do nearly all: what one process remembers of them another one changes.</summary>
    private readonly int circle = dice.Chance(0.3) ? 2 : Names.Length;

    private static readonly string[] Names = ["ada", "bob", "cyd", "dan", "eve"];

    private readonly Dictionary<string, int> used = [];

    /// <summary>The space.</summary>
    public string Space => space;

    /// <summary>
    /// Whether they are merged, hidden and erased, and much besides: then the model says of what they do only what it says of all that is
    /// stored, and that it gets a clear answer.
    /// </summary>
    public bool AreLoose => areLoose;

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All { get; } = [.. Names.Select(name => $"{space}-{name}")];

    /// <summary>A request to the space.</summary>
    /// <param name="method">The method of HTTP.</param>
    /// <param name="path">The path below the space's, and the query.</param>
    /// <param name="body">The body.</param>
    public Ask Ask(string method, string path, string? body = null) => new(method, $"/api/spaces/{space}{path}", body);

    /// <summary>One of them, some more often than others.</summary>
    public string Any() => All[Math.Min(dice.Below(dice.Chance(0.1) ? All.Count : circle), dice.Below(All.Count))];

    /// <summary>Another one.</summary>
    public string Other(string than)
    {
        var other = All[dice.Below(circle)];
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

    /// <summary>An id that will be used some time later, if enough happens until then.</summary>
    public string Ahead(string kind) => $"{space}-{kind}{used.GetValueOrDefault(kind) + 1 + dice.Below(12)}";

    /// <summary>An id that was used, or will be.</summary>
    public string Known(string kind) => $"{space}-{kind}{dice.Below(Math.Max(1, used.GetValueOrDefault(kind) + 1)) + 1}";
}
