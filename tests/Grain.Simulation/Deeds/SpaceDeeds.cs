using Grain.Simulation.Model;
using Grain.Simulation.Processes;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>Other communities come and go: made, used, archived, opened again, and deleted with all that they hold.</summary>
internal sealed class SpaceDeeds(People people, Dice dice, Ledgers ledgers)
{
    /// <summary>The name of each is the beginning of the next.</summary>
    private static readonly string[] Ends = ["z", "z1", "z12"];

    /// <summary>The versions of those that were archived.</summary>
    private readonly Dictionary<string, string> archived = [];

    private readonly HashSet<string> made = [];

    /// <summary>The next that happens to one of them.</summary>
    public Deed Next()
    {
        var name = $"{people.Space}-{dice.Pick(Ends)}";
        if (!made.Contains(name)) return Do("PUT", name, "", """{"displayName":"Another"}""", _ => made.Add(name));
        if (archived.TryGetValue(name, out var tag) && dice.Chance(0.7)) return Delete(name, tag);
        return dice.Below(6) switch
        {
            0 => Do("PUT", name, $"/identities/{Any()}", $$"""{"name":"{{Any()}}"}"""),
            1 => Do("POST", name, "/tasks", $$"""{"kind":"earn","nodeId":"{{Any()}}","taskId":"{{people.Id("k")}}","amount":3}"""),
            2 => Do("PATCH", name, "", """{"archived":false}""", _ => archived.Remove(name)),
            3 => Do("PATCH", name, "", """{"archived":true}""", reply => archived[name] = reply.Tag ?? ""),
            _ => Do("POST", name, "/grants", $$"""
                {"grantId":"{{people.Id("g")}}","contributor":"{{Any()}}","amount":2,"category":"code",
                 "grantedAt":"2026-03-02T08:00:00Z"}
                """),
        };
    }

    private Deed Delete(string name, string tag) => new("deletion", name, "", new Ask("DELETE", $"/api/spaces/{name}?confirm={name}")
    {
        Headers = [new("If-Match", tag)],
    }, () => ledgers.Spaces.IsDeleted(name))
    { IsExact = false };

    /// <summary>Others live there.</summary>
    private string Any() => people.Any().Replace(people.Space, "z", StringComparison.Ordinal);

    private static Deed Do(string method, string name, string path, string body, Action<Reply>? look = null) =>
        new($"{method} {path} of {name}", body, "", new Ask(method, $"/api/spaces/{name}{path}", body), () => true)
        { IsExact = false, Look = look };
}
