using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Grain.Functions.Hosting.OpenApi;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace Grain.Functions.Access;

/// <summary>
/// What the worker tells the Functions host of its functions: that none asks for a key of the host, or, with the setting
/// <c>Grain__FunctionKeys</c>, that all do but those which are open to everybody.
/// </summary>
internal sealed class HostKeys(IFunctionMetadataProvider functions) : IFunctionMetadataProvider
{
    /// <summary>Chooses by the setting.</summary>
    public static IFunctionMetadataProvider Of(IFunctionMetadataProvider functions, GrainOptions options) =>
        options.FunctionKeys ? new HostKeys(functions) : functions;

    /// <inheritdoc/>
    public async Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory)
    {
        var known = await functions.GetFunctionMetadataAsync(directory);
        var closed = KeptApiDocument.All;
        foreach (var function in known.OfType<DefaultFunctionMetadata>())
            if (closed.TryGetValue(function.Name!, out var description) && !description.Operation.Access.IsOpen)
                function.RawBindings = [.. function.RawBindings!.Select(WithKey)];
        return known;
    }

    private static string WithKey(string binding)
    {
        var json = JsonNode.Parse(binding)!;
        if (json["type"]?.GetValue<string>() == TriggerTypes.Http) json["authLevel"] = nameof(AuthorizationLevel.Function);
        return json.ToJsonString();
    }
}
