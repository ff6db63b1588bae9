using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Grain.Local.Api;

namespace Grain.Local.CommandLine;

/// <summary>What a verb works with that asks a running app: what it was told, the app, and where its words go.</summary>
internal sealed class AppCall(ParseResult parsed, AppOptions options, AppClient app)
{
    /// <summary>The most spaces that the API gives in one page.</summary>
    private const int PageMax = 500;

    private string? space;

    /// <summary>Results.</summary>
    public TextWriter Output => parsed.InvocationConfiguration.Output;

    /// <summary>Progress and complaints.</summary>
    public TextWriter Error => parsed.InvocationConfiguration.Error;

    /// <summary>The app, for what is in no space.</summary>
    public AppClient App => app;

    /// <summary>Whether a program reads the answer.</summary>
    public bool AsJson => parsed.GetValue(options.Json);

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an argument that must be given.</summary>
    public T Get<T>(Argument<T> argument) where T : notnull => parsed.GetRequiredValue(argument);

    /// <summary>
    /// The space that is meant: the one that is named, that the key is for, or the only one there is. The app is asked only for the last.
    /// </summary>
    /// <exception cref="CommandException">There is none, or there are several.</exception>
    public async Task<string> SpaceAsync(CancellationToken cancellation) => space ??=
        parsed.GetValue(options.Space) ?? SpaceChoice.Usual ?? app.KeySpace
            ?? SpaceChoice.Only(await SpacesAsync(app, cancellation, activeOnly: true));

    /// <summary>Asks for something of the space; <paramref name="path"/> begins below <c>api/spaces/{space}/</c>.</summary>
    public Task<HttpAnswer> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, null, cancellation);

    /// <summary>Posts a JSON object to the space.</summary>
    public Task<HttpAnswer> PostAsync(string path, JsonObject body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, body.ToJsonString(), cancellation);

    /// <summary>
    /// Posts what has an id and counts once, however often it is sent. When nobody knows whether it was done, the complaint says how to
    /// repeat it under that id.
    /// </summary>
    public async Task<HttpAnswer> PostOnceAsync(string path, string id, JsonObject body, CancellationToken cancellation)
    {
        try
        {
            return await PostAsync(path, body, cancellation);
        }
        catch (Exception fault) when (fault is UnclearException or RefusedException { Status: >= HttpStatusCode.InternalServerError })
        {
            throw new CommandException($"{fault.Message}\n  the same command again with --id {id} is safe: it counts once");
        }
        catch (OperationCanceledException)
        {
            Error.WriteLine($"grain: stopped; the same command again with --id {id} is safe: it counts once");
            throw;
        }
    }

    /// <summary>Asks whoever sits at the terminal; <see langword="null"/> if nobody does.</summary>
    public string? Ask(string question)
    {
        if (Console.IsInputRedirected || !ReferenceEquals(Output, Console.Out)) return null;
        Error.Write(question + " ");
        return Console.ReadLine()?.Trim() ?? "";
    }

    /// <summary>Sends something to the space: <see cref="AppClient.SendAsync"/> below <c>api/spaces/{space}/</c>.</summary>
    /// <exception cref="CommandException">There is no such space, or it was refused, or not answered.</exception>
    public Task<HttpAnswer> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellation,
        string? ifMatch = null) => InSpaceAsync(
            root => app.SendAsync(method, path.Length == 0 || path[0] == '?' ? root + path : $"{root}/{path}", json, cancellation, ifMatch),
            cancellation);

    /// <summary>Copies something large of the space as it comes: <see cref="AppClient.CopyAsync"/>.</summary>
    /// <exception cref="CommandException">There is no such space, or it was refused, or not answered to its end.</exception>
    public Task CopyAsync(string path, Func<Stream, Task> copy, CancellationToken cancellation) => InSpaceAsync(async root =>
    {
        await app.CopyAsync($"{root}/{path}", copy, cancellation);
        return true;
    }, cancellation);

    private async Task<T> InSpaceAsync<T>(Func<string, Task<T>> ask, CancellationToken cancellation)
    {
        var name = await SpaceAsync(cancellation);
        try
        {
            return await ask($"spaces/{Uri.EscapeDataString(name)}");
        }
        catch (RefusedException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            var known = await SpacesAsync(app, cancellation);
            if (known is null || known.Contains(name, StringComparer.Ordinal)) throw;
            throw new CommandException($"there is no space '{name}' at {app.Address.Root}{SpaceChoice.Hint(name, known)}");
        }
    }

    /// <summary>Prints an answer: as the API gave it, or for people.</summary>
    public void Show<T>(HttpAnswer answer, JsonTypeInfo<T> shape, Action<T> forPeople)
    {
        if (AsJson) Output.WriteLine(answer.Text.TrimEnd());
        else forPeople(answer.Read(shape));
    }

    /// <summary>The names of all spaces; <see langword="null"/> if the app does not tell.</summary>
    internal static async Task<IReadOnlyList<string>?> SpacesAsync(AppClient app, CancellationToken cancellation,
        bool activeOnly = false)
    {
        try
        {
            var names = new List<string>();
            for (var path = "spaces"; ;)
            {
                var page = (await app.GetAsync(path, cancellation)).Read(ApiJson.Default.SpaceList);
                names.AddRange(page.Spaces.Where(each => each.IsActive || !activeOnly).Select(each => each.Name));
                if (page.Next is null) return names;
                path = $"spaces?limit={PageMax}&after={Uri.EscapeDataString(page.Next)}";
            }
        }
        catch (RefusedException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
