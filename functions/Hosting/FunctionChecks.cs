namespace Grain.Functions.Hosting;

/// <summary>
/// Compares what the manifests declare with what the code has. Any difference would show only in Azure, as a function
/// that is never called or a route that another function takes; so it keeps the app from starting everywhere.
/// </summary>
internal static class FunctionChecks
{
    /// <exception cref="ManifestException">Names every difference.</exception>
    public static void Verify(AppRoot root, FunctionRegistry registry, IEnumerable<EndpointDataSource> routes)
    {
        var endpoints = routes.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        var faults = Names(root, registry).Concat(Overlaps(root)).Concat(endpoints.SelectMany(endpoint => Endpoint(root, endpoint))).ToList();
        if (faults.Count > 0) throw new ManifestException("The functions and their manifests do not agree: " + string.Join(" ", faults));
    }

    private static IEnumerable<string> Names(AppRoot root, FunctionRegistry registry)
    {
        foreach (var name in root.Manifests.Keys.Where(name => registry.Find(name) is null))
            yield return $"{name} has a manifest and no handler.";
        foreach (var handler in registry.All)
        {
            if (!root.Manifests.TryGetValue(handler.Name, out var manifest)) yield return $"{handler.Name} has a handler and no manifest.";
            else if (manifest.Name != handler.Name) yield return $"{handler.Name} is called {manifest.Name} by its manifest's folder.";
            else if (!Fits(handler, manifest.Trigger)) yield return $"{handler.Name} is mapped as another kind than its trigger.";
        }
    }

    private static bool Fits(FunctionHandler handler, Trigger trigger) => (handler, trigger) switch
    {
        (HttpFunction, HttpTrigger) or (QueueFunction, QueueTrigger) or (TimerFunction, TimerTrigger) => true,
        _ => false,
    };

    private static IEnumerable<string> Overlaps(AppRoot root)
    {
        var http = root.Manifests.Values.Where(manifest => manifest.Trigger is HttpTrigger).ToList();
        for (var i = 0; i < http.Count; i++)
            for (var j = i + 1; j < http.Count; j++)
                if (Overlap((HttpTrigger)http[i].Trigger, (HttpTrigger)http[j].Trigger))
                    yield return $"The routes of {http[i].Name} and {http[j].Name} overlap; the host would take whichever name sorts first.";
    }

    private static bool Overlap(HttpTrigger a, HttpTrigger b) =>
        (a.Methods.Count == 0 || b.Methods.Count == 0 || a.Methods.Intersect(b.Methods).Any()) && a.Route.Overlaps(b.Route);

    private static IEnumerable<string> Endpoint(AppRoot root, RouteEndpoint endpoint)
    {
        var path = RouteTemplate.Parse(endpoint.RoutePattern.RawText ?? "");
        var prefix = root.Settings.RoutePrefix;
        var below = path.Segments is [{ Literal: { } first }, ..] && string.Equals(first, prefix, StringComparison.OrdinalIgnoreCase);
        var function = endpoint.Metadata.GetMetadata<HttpFunctionOf>();
        if (function is null)
        {
            if (below) yield return $"The endpoint {path.Text} belongs to no HTTP function.";
            yield break;
        }

        if (!root.Manifests.TryGetValue(function.Name, out var manifest) || manifest.Trigger is not HttpTrigger trigger) yield break;
        if (!trigger.Route.Below(prefix).Covers(path)) yield return $"The endpoint {path.Text} lies outside {function.Name}'s route {trigger.Route.Text}.";
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
        foreach (var method in methods.Where(method => trigger.Methods.Count > 0 && !trigger.Methods.Contains(method, StringComparer.OrdinalIgnoreCase)))
            yield return $"The endpoint {method} {path.Text} has a method that {function.Name}'s manifest does not list.";
    }
}
