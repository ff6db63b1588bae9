using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Local.GitHub;

/// <summary>Tells what an import brought.</summary>
/// <param name="import">What was read.</param>
/// <param name="history">What was made of it.</param>
/// <param name="keptBack">Knows what GitHub did not give.</param>
/// <param name="isDry">Whether nothing was written.</param>
internal sealed class GitHubImportReport(GitHubImport import, ImportedHistory history, GraphClient keptBack, bool isDry)
{
    private const int PeopleShown = 25;
    private const int KindsShown = 4;

    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What could not be read, and why.</summary>
    public IReadOnlyList<string> Faults { get; } =
    [
        .. keptBack.KeptBack.Select(fault => $"GitHub kept back {(fault.Path.Length == 0 ? "something" : fault.Path)}: {fault.Message}"),
        .. keptBack.KeptBackMore > 0 ? [$"GitHub kept back {keptBack.KeptBackMore} more"] : (string[])[],
        .. history.Faults,
        .. history.Unread > history.Faults.Count ? [$"and {history.Unread - history.Faults.Count} more could not be read"] : (string[])[],
        .. keptBack.KeptBack.Count > 0 && !isDry ? ["what was kept back is not asked for again but with --afresh"] : (string[])[],
    ];

    /// <summary>For people.</summary>
    public async Task WriteAsync(TextWriter output, string space)
    {
        var read = string.Join(", ", import.Read.Where(each => each.Value > 0)
            .Select(each => Shown.Count(each.Value, OneOf(each.Key))));
        await output.WriteLineAsync(
            $"{import.FullName}: {(read.Length == 0 ? "nothing new" : read)}; {Shown.Count(history.Grants, "grant")}: {Fate()}");
        if (history.Grants > 0)
            TextTable.Write(output, history.People.All.Take(PeopleShown), ("#Points", person => person.Points),
                ("Name", person => BoundedText.Line(person.Name, 60)), ("Account", person => person.Contributor), ("For", Counts));
        if (history.People.All.Count() - PeopleShown is > 0 and var more)
            await output.WriteLineAsync($"  and {Shown.Count(more, "more person", "more people")}");
        if (history.Held > 0)
            await output.WriteLineAsync(
                $"  {Shown.Count(history.Held, "grant is", "grants are")} held until a steward releases their people: GET "
                    + $"spaces/{space}/quarantine");
        await output.WriteLineAsync($"  Commits are not among them: ./grain import git CLONE --space {space}");
    }

    /// <summary>For programs.</summary>
    public Task WriteJsonAsync(TextWriter output) => output.WriteLineAsync(new JsonObject
    {
        ["repository"] = import.FullName,
        ["dryRun"] = isDry,
        ["read"] = new JsonObject(import.Read.Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value))),
        ["grants"] = history.Grants,
        ["written"] = history.Written,
        ["held"] = history.Held,
        ["ownWork"] = history.Own,
        ["unread"] = history.Unread + keptBack.KeptBack.Count + keptBack.KeptBackMore,
        ["people"] = new JsonArray([.. history.People.All.Select(Told)]),
    }.ToJsonString(Readable));

    private static JsonNode Told(ImportedPerson person) => new JsonObject
    {
        ["contributor"] = person.Contributor,
        ["name"] = person.Name,
        ["points"] = person.Points.ToString(),
        ["counts"] = new JsonObject(person.Counts.Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value))),
    };

    private string Fate()
    {
        if (isDry) return "none written, this is a dry run";
        var there = history.Grants - history.Written - history.Held - history.Own;
        string[] parts = [$"{history.Written} written", $"{there} were there",
            .. history.Own > 0 ? [$"{history.Own} for one's own work"] : (string[])[],
            .. history.Held > 0 ? [$"{history.Held} held"] : (string[])[]];
        return string.Join(", ", parts);
    }

    /// <summary>What one of a list is called; all of them end with an s.</summary>
    private static string OneOf(string list) => list == "pulls" ? "pull request" : list[..^1];

    private static string Counts(ImportedPerson person)
    {
        var most = person.Counts.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => $"{each.Value} {each.Key[(each.Key.IndexOf(':', StringComparison.Ordinal) + 1)..]}").ToArray();
        return string.Join(", ", most.Take(KindsShown)) + (most.Length > KindsShown ? ", …" : "");
    }
}
