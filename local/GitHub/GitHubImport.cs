using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Local.GitHub;

/// <summary>Reads a repository's history from GitHub's API and has it counted.</summary>
/// <param name="client">Asks GitHub.</param>
/// <param name="name">Owner and name, as they were given; a repository that was renamed is found by its old name.</param>
/// <param name="history">Counts what is told.</param>
/// <param name="since">What did not change since then is passed over.</param>
internal sealed class GitHubImport(GraphClient client, (string Owner, string Name) name, ImportedHistory history, DateTimeOffset? since)
{
    private readonly Dictionary<string, long> done = new(StringComparer.Ordinal);

    /// <summary>The repository as GitHub tells it.</summary>
    public JsonObject Repository { get; private set; } = [];

    /// <summary>What GitHub calls it.</summary>
    public string FullName => Repository["full_name"]?.GetValue<string>() ?? $"{name.Owner}/{name.Name}";

    /// <summary>What its places are remembered under: its host and number, which stay when it is renamed.</summary>
    public string Place => $"{WebHost.Of(Repository["html_url"]?.GetValue<string>())}~{Repository["id"]}";

    /// <summary>The things that were read, by list.</summary>
    public IReadOnlyDictionary<string, long> Read => done;

    /// <summary>Looks the repository up.</summary>
    /// <returns>How much there is, by list.</returns>
    /// <exception cref="CommandException">There is none, or it may not be seen.</exception>
    public async Task<IReadOnlyDictionary<string, long>> OpenAsync(IReadOnlyList<string> parts, CancellationToken cancellation)
    {
        var variables = new JsonObject { ["owner"] = name.Owner, ["name"] = name.Name };
        var answer = await client.AskAsync(Asked.Repository(parts), variables, 1, cancellation);
        if (answer.Data?["repository"] is not JsonObject told) throw GraphClient.Refused(answer, $"{name.Owner}/{name.Name}");
        Repository = told;
        return parts.ToDictionary(part => part, part => told[part]?["totalCount"]?.GetValue<long>() ?? 0, StringComparer.Ordinal);
    }

    /// <summary>Reads it from where an earlier import stopped.</summary>
    /// <param name="parts">Which lists.</param>
    /// <param name="places">Where earlier imports stopped; <see langword="null"/> to begin anew and remember nothing.</param>
    /// <param name="progress">Is told how many things are done, those of earlier imports among them.</param>
    /// <param name="cancellation">Gives up; run it again to go on.</param>
    public async Task RunAsync(IReadOnlyList<string> parts, ImportPlaces? places, Action<long> progress, CancellationToken cancellation)
    {
        var before = 0L;
        foreach (var part in ImportPart.All(Repository, client, kind => history.IsWorthAnything(kind + ".closed"))
            .Where(part => parts.Contains(part.Name)))
        {
            var asked = $"{BoundedText.Hash(part.List.OfRepository)}{since:O}";
            var place =
                places is null ? new ImportPlace(null, 0, asked, null, null) : await places.FindAsync(part.Name, asked, cancellation);
            var read = place.Done;
            history.Remember(place.First);
            await foreach (var page in ChangedAsync(part, place.Cursor, cancellation))
            {
                foreach (var item in page.Items)
                {
                    await foreach (var told in part.Tell(item, cancellation)) await history.AddAsync(told, cancellation);
                    progress(before + ++read);
                }

                await history.FlushAsync(cancellation);
                done[part.Name] = done.GetValueOrDefault(part.Name) + page.Items.Count;
                if (page.End is null || places is null) continue;
                place = await places.WriteAsync(part.Name, place with { Cursor = page.End, Done = read, First = history.First },
                    cancellation);
            }

            before += read;
        }
    }

    /// <summary>The pages of a list, from the first that has something to count.</summary>
    private async IAsyncEnumerable<Page> ChangedAsync(ImportPart part, string? after,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var repository = FullName.Split('/') is [var owner, var called] ? (owner, called) : name;
        if (since is not null && part.IsByUpdate)
            await foreach (var page in client.PagesAsync(repository, part.List.With(Asked.Light), after, cancellation))
            {
                if (page.Items is not [.., var last] || !(last["updated_at"]?.GetValue<DateTimeOffset>() < since)) break;
                after = page.End;
            }

        await foreach (var page in client.PagesAsync(repository, part.List, after, cancellation)) yield return page;
    }
}
