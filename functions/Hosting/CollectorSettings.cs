namespace Grain.Functions.Hosting;

/// <summary>
/// The settings of OpenTelemetry's exporter, which reads them itself. What it cannot read it passes over in silence, or it ends the app
/// with words that name no setting; so they are looked at before.
/// </summary>
internal static class CollectorSettings
{
    /// <summary>Where a collector takes OTLP; without it nothing is sent to any.</summary>
    public const string Endpoint = Prefix + "ENDPOINT";

    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    private const string Protocol = Prefix + "PROTOCOL";

    private const string Http = "http/protobuf";

    private const string Grpc = "grpc";

    /// <summary>Traces, metrics and logs may each have settings of their own, which go before those of all.</summary>
    private static readonly string[] Kinds = ["", "TRACES_", "METRICS_", "LOGS_"];

    private static readonly string[] Samplers =
    [
        "always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio",
    ];

    private static readonly string[] Numbers =
    [
        .. Kinds.Select(kind => $"{Prefix}{kind}TIMEOUT"), "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT",
        .. ((string[])["OTEL_BSP_", "OTEL_BLRP_"]).SelectMany(batch =>
            ((string[])["SCHEDULE_DELAY", "EXPORT_TIMEOUT", "MAX_QUEUE_SIZE", "MAX_EXPORT_BATCH_SIZE"]).Select(what => batch + what)),
    ];

    /// <summary>What keeps everything from arriving; the app does not start with it. No value that may be secret is told.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Endpoint])) return [];
        return Kinds.SelectMany(FaultsOf).Concat(
            from name in Numbers
            where int.TryParse(configuration[name], CultureInfo.InvariantCulture, out var number) && number <= 0
            select $"{name} is {configuration[name]}: it takes whole numbers above 0.");

        IEnumerable<string> FaultsOf(string kind)
        {
            string Of(string what) => configuration[$"{Prefix}{kind}{what}"] ?? "";
            if (Of("ENDPOINT") is { Length: > 0 } address
                && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                yield return $"{Prefix}{kind}ENDPOINT is not an absolute http or https address.";
            if (Of("PROTOCOL") is { Length: > 0 } protocol && protocol.Trim() is not (Http or Grpc))
                yield return $"{Prefix}{kind}PROTOCOL is '{protocol}': it is {Http} (mostly on port 4318) or {Grpc} (on port 4317).";
            if (Of("HEADERS") is { Length: > 0 } headers && !AreHeaders(headers))
                yield return $"{Prefix}{kind}HEADERS is not of the form name=value,name=value, with names as HTTP has them.";
        }
    }

    /// <summary>What has no effect, or another than somebody meant: what is wrong, and what to do.</summary>
    public static IEnumerable<(string Text, string Cure)> PassedOver(IConfiguration configuration)
    {
        var isOn = !string.IsNullOrEmpty(configuration[Endpoint]);
        if (!isOn && configuration.AsEnumerable().FirstOrDefault(setting =>
            setting.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(setting.Value)).Key is { } alone)
            yield return ($"{alone} has no effect: nothing is sent to a collector", $"set {Endpoint}, also where each kind has its own");
        if (isOn && configuration["OTEL_SDK_DISABLED"] is "true" or "TRUE" or "True")
            yield return ("OTEL_SDK_DISABLED is true: nothing is sent anywhere", "take it away");
        if (isOn && Uri.TryCreate(configuration[Endpoint], UriKind.Absolute, out var address)
            && (configuration[Protocol] is { Length: > 0 } named ? named.Trim() : Grpc) is var spoken
            && (spoken, address.Port) is (Grpc, 4318) or (Http, 4317))
            yield return ($"{Endpoint} has port {address.Port}, where collectors mostly do not take {spoken}",
                $"port 4318 takes {Http}, port 4317 {Grpc}, which is what {Protocol} says if it is absent");
        foreach (var name in Numbers)
            if (configuration[name] is { Length: > 0 } text && !int.TryParse(text, CultureInfo.InvariantCulture, out _))
                yield return ($"{name} is '{text}', and is passed over", "it takes a whole number; times are in milliseconds");
        foreach (var kind in Kinds)
            if (configuration[$"{Prefix}{kind}COMPRESSION"] is { Length: > 0 } packing && packing is not ("gzip" or "none"))
                yield return ($"{Prefix}{kind}COMPRESSION is '{packing}', and is passed over", "it is gzip or none");
        if (configuration["OTEL_TRACES_SAMPLER"] is { Length: > 0 } sampler && !Samplers.Contains(sampler.ToLowerInvariant()))
            yield return ($"OTEL_TRACES_SAMPLER is '{sampler}', and is passed over", $"it is one of {string.Join(", ", Samplers)}");
        if (configuration["OTEL_TRACES_SAMPLER_ARG"] is { Length: > 0 } ratio
            && !(double.TryParse(ratio, CultureInfo.InvariantCulture, out var part) && part is >= 0 and <= 1))
            yield return ($"OTEL_TRACES_SAMPLER_ARG is '{ratio}', and is passed over: every trace is kept", "it is 0 to 1, as in 0.1");
        if (configuration["OTEL_RESOURCE_ATTRIBUTES"] is { Length: > 0 } attributes
            && attributes.Split(',').FirstOrDefault(each => each.Split('=') is not [var name, _] || name.Trim().Length == 0) is { } odd)
            yield return ($"OTEL_RESOURCE_ATTRIBUTES has '{odd.Trim()}', which is passed over",
                "it is name=value,name=value; a comma or = within a value is written %2C or %3D");
    }

    /// <summary>As the exporter takes them apart, which knows no comma within a value.</summary>
    private static bool AreHeaders(string text) =>
        Uri.UnescapeDataString(text).Split(',').All(part => part.Split('=', 2) is [var name, _] && IsToken(name.Trim()));

    private static bool IsToken(string name) => name.Length > 0
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));
}
