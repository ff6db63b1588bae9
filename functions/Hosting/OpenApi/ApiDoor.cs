using System.Collections.Frozen;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>What an operation of the API lets in, as its description says.</summary>
/// <param name="Query">The names of its query values.</param>
/// <param name="TakesAnyQuery">
/// Whether query values that nobody here knows are passed over: the addresses of webhooks, images and probes are altered on their way
/// (cache busters, campaign marks), by others than whoever could mend it.
/// </param>
/// <param name="ReadsOnly">Whether it changes nothing.</param>
/// <param name="Rest">The end of its path, where that may have slashes in its values.</param>
internal sealed record ApiDoor(IReadOnlyList<string> Query, bool TakesAnyQuery, bool ReadsOnly, ApiPathRest? Rest)
{
    /// <summary>Who may call it.</summary>
    public required ApiAccess Access { get; init; }

    /// <summary>Its id in the API document.</summary>
    public string Id { get; init; } = "";

    /// <summary>What the Functions host takes for itself, at every address: the key, and whose it is.</summary>
    private static readonly string[] OfTheHost = ["code", "clientId"];

    /// <summary>
    /// Refuses query values that nobody here knows: one that is misspelt would be a filter that silently does not filter. The case of a
    /// name does not matter, as with all that reads it.
    /// </summary>
    /// <exception cref="ProblemException">400: names each, and what may be meant.</exception>
    public void Check(IQueryCollection query)
    {
        if (TakesAnyQuery) return;
        var faults = new FaultList();
        foreach (var name in query.Keys.Where(name => !Knows(name))) faults.Add(new Fault(name, Nearest.Unknown(name, Query)));
        faults.ThrowIfAny();
    }

    private bool Knows(string name) =>
        Query.Contains(name, StringComparer.OrdinalIgnoreCase) || OfTheHost.Contains(name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The doors of all functions of the API.</summary>
internal sealed class ApiDoors(FunctionCatalogue functions)
{
    private readonly Lazy<Task<FrozenDictionary<string, ApiDoor>>> doors = new(async () =>
    {
        var descriptions = KeptApiDocument.All;
        return (await functions.AllAsync()).Where(function => descriptions.ContainsKey(function.Name))
            .Select(ApiFunction.Of).OfType<ApiFunction>()
            .ToFrozenDictionary(function => function.Name, function =>
                descriptions[function.Name].Operation.Door(function) with { Id = descriptions[function.Name].Id });
    });

    /// <summary>The door of a function; <see langword="null"/> if it is none of the API.</summary>
    public async Task<ApiDoor?> OfAsync(string function) => (await doors.Value).GetValueOrDefault(function);
}

/// <summary>
/// Stands before every HTTP function, behind who asks for the caller's right to call it, and lets in what its description names.
/// </summary>
internal sealed class ApiDoorsMiddleware : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http) http.Features.Get<ApiDoor>()?.Check(http.Request.Query);
        return next(context);
    }
}
