using Grain.Local.Host;
using Grain.Local.Host.Protocol;

namespace Grain.Functions.Tests.Local.Host;

/// <summary>Functions as a worker describes them.</summary>
internal static class Described
{
    public static HostedFunction Http(string name, string? route, params string[] methods) =>
        Of(name, $$"""
            {"name":"request","type":"httpTrigger","direction":"In","authLevel":"Function",
             {{(route is null ? "" : $"\"route\":\"{route}\",")}}
             "methods":[{{string.Join(',', methods.Select(method => $"\"{method}\""))}}]}
            """);

    public static HostedFunction Queue(string name, string queue, string more = "") =>
        Of(name, $$"""{"name":"message","type":"queueTrigger","direction":"In","dataType":"String","queueName":"{{queue}}"{{more}}}""");

    public static HostedFunction Timer(string name, string schedule, string more = "") =>
        Of(name, $$"""{"name":"timer","type":"timerTrigger","direction":"In","schedule":"{{schedule}}","properties":{}{{more}}}""");

    public static RpcFunctionMetadata Metadata(string name, string binding)
    {
        var metadata = new RpcFunctionMetadata { Name = name, FunctionId = "id-" + name };
        metadata.RawBindings.Add(binding);
        return metadata;
    }

    private static HostedFunction Of(string name, string binding) => new(Metadata(name, binding));
}
