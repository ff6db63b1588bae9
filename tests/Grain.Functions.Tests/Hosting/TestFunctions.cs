using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Grain.Functions.Health;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Sent;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Functions that do what a test wants to see, in the place of the app's own.</summary>
internal sealed partial class TestFunctions
{
    public const string Secret = "S3cret-inside";

    public static IResult Fail(HttpRequest request) => throw new InvalidOperationException(Secret);

    public static IResult FailLate(HttpRequest request) => Results.Stream(async body =>
    {
        await body.WriteAsync("half of it"u8.ToArray());
        await body.FlushAsync();
        throw new InvalidOperationException(Secret);
    });

    public static IResult FailAnswering(HttpRequest request) => new Unwritable();

    public static IResult Storage(HttpRequest request) => throw new Azure.RequestFailedException(503, Secret);

    public static IResult Conflict(HttpRequest request) => Problem.Conflict("It is there already.");

    public static IResult Faults(HttpRequest request) =>
        Problem.BadRequest([new Fault("$.a", "is missing"), new Fault("$.b[2]", "is \"odd\"")]);

    public static IResult Page(HttpRequest request)
    {
        var (limit, after, open, day) = QueryReader.Of(request, query =>
            (query.Int32("limit"), query.Int64("after"), query.Boolean("open"), query.Day("day")));
        return Results.Text(string.Create(CultureInfo.InvariantCulture, $"{limit} {after} {open} {day}"));
    }

    public static async Task<IResult> Echo(HttpRequest request, CancellationToken cancellation) =>
        Results.Text((await JsonBody.ReadAsync(request, ThingJson.Default.Thing, cancellation)).Name);

    public static async Task<IResult> Large(HttpRequest request, CancellationToken cancellation)
    {
        request.LimitBody(65536);
        return await Echo(request, cancellation);
    }

    public static async Task<IResult> Document(HttpRequest request, CancellationToken cancellation) =>
        Results.Text($"{await JsonBody.ReadAsync(request, body => body.Element.ValueKind, cancellation)}");

    public static async Task<IResult> Bytes(HttpRequest request, CancellationToken cancellation) =>
        Results.Text(Convert.ToHexString(await JsonBody.ReadBytesAsync(request, cancellation)));

    public static IResult ById(HttpRequest request) => Results.Text(request.IdOf("id"));

    /// <summary>Their names, and that of what answers for unknown addresses.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>
    {
        nameof(Fail), nameof(FailLate), nameof(FailAnswering), nameof(Storage), nameof(Conflict), nameof(Faults), nameof(Page),
        nameof(Echo),
        nameof(Large), nameof(Document), nameof(Bytes), nameof(ById), "ByQuery", UnknownAddressFunctions.Name,
    };

    /// <summary>What a worker says of them.</summary>
    public sealed class Metadata : IFunctionMetadataProvider
    {
        public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) =>
            Task.FromResult<ImmutableArray<IFunctionMetadata>>(
        [
            Function(nameof(Fail), "get", "things/fail"), Function(nameof(FailLate), "get", "things/fail-late"),
            Function(nameof(FailAnswering), "get", "things/fail-answering"),
            Function(nameof(Storage), "get", "things/storage"), Function(nameof(Conflict), "get", "things/conflict"),
            Function(nameof(Faults), "get", "things/faults"),
            Function(nameof(Page), "get", "things/page"), Function(nameof(Echo), "post", "things/echo"),
            Function(nameof(Large), "post", "things/large"),
            Function(nameof(Document), "post", "things/document"), Function(nameof(Bytes), "post", "things/bytes"),
            Function(nameof(ById), "get", "things/by-id/{id}/more"), Function("ByQuery", "get", "things/by-id", nameof(ById)),
            Function("ZUnknownAddress", "get\",\"delete\",\"options", "{*path}", "Answer", typeof(UnknownAddressFunctions)),
            Function("HealthLive", "get", "health/live", "Live", typeof(HealthFunctions)),
            Function("HealthReady", "get", "health/ready", "ReadyAsync", typeof(HealthFunctions)),
        ]);

        private static DefaultFunctionMetadata Function(string name, string method, string route, string? code = null, Type? type = null) =>
            new()
            {
                Language = "dotnet-isolated",
                Name = name,
                EntryPoint = $"{(type ?? typeof(TestFunctions)).FullName}.{code ?? name}",
                ScriptFile = (type ?? typeof(TestFunctions)).Assembly.GetName().Name + ".dll",
                RawBindings =
            [
                $$"""
                {"name":"request","type":"httpTrigger","direction":"In","authLevel":"Anonymous","methods":["{{method}}"],
                 "route":"api/{{route}}"}
                """,
                """{"name":"$return","type":"http","direction":"Out"}""",
            ],
            };
    }

    internal sealed record Thing(string Name, int Count);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(Thing))]
    internal sealed partial class ThingJson : JsonSerializerContext;

    private sealed class Unwritable : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => throw new InvalidOperationException(Secret);
    }
}
