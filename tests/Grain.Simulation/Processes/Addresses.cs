using Grain.Functions;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Local.Host;
using Grain.Local.Host.Protocol;
using Microsoft.AspNetCore.Http;

namespace Grain.Simulation.Processes;

/// <summary>Which function answers at an address: found by the router that the stand-in for the host has.</summary>
internal static class Addresses
{
    private static readonly Lazy<Task<HttpRoutes>> Routes = new(ReadAsync);

    /// <summary>The app's functions: the same for all processes.</summary>
    public static FunctionCatalogue Functions { get; } = new(new GeneratedFunctionMetadataProvider());

    private static ApiDoors Doors { get; } = new(Functions);

    /// <summary>Finds the function of a request, and makes the request fit to be handed to it.</summary>
    /// <exception cref="InvalidOperationException">No function answers there.</exception>
    public static async Task<string> FindAsync(HttpContext http)
    {
        if (await (await Routes.Value).FindAsync(http) is not { } found)
            throw new InvalidOperationException($"Nothing answers {http.Request.Method} {http.Request.Path}.");
        foreach (var (name, value) in found.Values) http.Request.RouteValues[name] = value;
        if (await Doors.OfAsync(found.Function.Name) is { } door)
        {
            http.Features.Set(door);
            door.Rest?.Settle(http.Request.RouteValues);
            door.Check(http.Request.Query);
        }

        return found.Function.Name;
    }

    private static async Task<HttpRoutes> ReadAsync()
    {
        var all = await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync(AppContext.BaseDirectory);
        return new HttpRoutes(all.OrderBy(function => function.Name, StringComparer.Ordinal).Select(function =>
            new HostedFunction(new RpcFunctionMetadata { Name = function.Name, RawBindings = { function.RawBindings } })), prefix: "");
    }
}
