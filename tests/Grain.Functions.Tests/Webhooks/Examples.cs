using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>The real payloads of the npm package <c>@octokit/webhooks-examples</c>, which the root's package.json pins.</summary>
internal static class Examples
{
    /// <summary>The set of github.com, and those of the GitHub Enterprise Server versions.</summary>
    public static readonly string[] Sets = ["api.github.com", "ghes-31", "ghes-32", "ghes-33", "ghes-34", "ghes-35"];

    private static readonly Lazy<IReadOnlyList<Example>> LazyAll = new(() => [.. Sets.SelectMany(Read)]);

    public static IReadOnlyList<Example> All => LazyAll.Value;

    public static IEnumerable<Example> GitHub => All.Where(example => example.Set == Sets[0]);

    /// <summary>A payload to change: the first one of the event and action.</summary>
    public static JsonObject Payload(string eventName, string? action = null)
    {
        var example = GitHub.First(example => example.Event == eventName && example.Action == action);
        return JsonNode.Parse(example.Body)!.AsObject();
    }

    private static IEnumerable<Example> Read(string set)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), set, "index.json")));
        foreach (var definition in document.RootElement.EnumerateArray())
        {
            var index = 0;
            foreach (var payload in definition.GetProperty("examples").EnumerateArray())
            {
                var action = payload.TryGetProperty("action", out var value) ? value.GetString() : null;
                yield return new Example(set, definition.GetProperty("name").GetString()!, action, index++,
                    Encoding.UTF8.GetBytes(payload.GetRawText()));
            }
        }
    }

    private static string Folder()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var folder = Path.Combine(directory.FullName, "node_modules", "@octokit", "webhooks-examples");
            if (Directory.Exists(folder)) return folder;
        }

        throw new DirectoryNotFoundException(
            "node_modules/@octokit/webhooks-examples is missing above the tests: run `npm ci` at the root of the repository");
    }
}

/// <summary>One payload.</summary>
internal sealed record Example(string Set, string Event, string? Action, int Index, byte[] Body)
{
    public override string ToString() => $"{Set} {Event}.{Action} [{Index}]";
}
