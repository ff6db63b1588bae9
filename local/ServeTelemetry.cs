namespace Grain.Local;

/// <summary><c>serve --otlp [URL]</c>: traces, metrics and logs go to a collector.</summary>
internal static class ServeTelemetry
{
    /// <summary>The setting that says where the collector is.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Where collectors take OTLP over HTTP.</summary>
    private const string Usual = "http://localhost:4318";

    /// <summary>Where they take it over gRPC.</summary>
    private const int GrpcPort = 4317;

    public static Option<string?> Option()
    {
        var option = new Option<string?>("--otlp")
        {
            Description = $"Sends traces, metrics and logs by OTLP to a collector; without URL to {Usual}.",
            HelpName = "URL",
            Arity = ArgumentArity.ZeroOrOne,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var given] && !(Uri.TryCreate(given.Value, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"))
                result.AddError($"--otlp takes the http or https address of a collector, such as {Usual}.");
        });
        return option;
    }

    /// <summary>What the app is told. What the environment says of the protocol goes before.</summary>
    public static IReadOnlyDictionary<string, string> Settings(ParseResult parsed, Option<string?> option)
    {
        var settings = new Dictionary<string, string>();
        if (parsed.GetResult(option) is null) return settings;
        var address = parsed.GetValue(option) ?? Usual;
        settings[Endpoint] = address;
        Add("OTEL_EXPORTER_OTLP_PROTOCOL", new Uri(address).Port == GrpcPort ? "grpc" : "http/protobuf");
        Add("OTEL_SERVICE_NAME", "grain");
        Add("OTEL_METRIC_EXPORT_INTERVAL", "10000");
        return settings;

        void Add(string name, string value)
        {
            if (Environment.GetEnvironmentVariable(name) is null) settings[name] = value;
        }
    }
}
