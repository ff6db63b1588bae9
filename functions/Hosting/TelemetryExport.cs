using System.Diagnostics;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Grain.Functions.Hosting.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Grain.Functions.Hosting;

/// <summary>
/// Sends traces, metrics and logs to Azure Monitor, to a collector, or to both, where settings say so. Where none does, nothing of
/// OpenTelemetry is loaded.
/// </summary>
internal static class TelemetryExport
{
    /// <summary>Where Azure Monitor is; the Functions host reads it, too.</summary>
    internal const string MonitorSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>With <c>Authorization=AAD</c>: as who, as the Functions host reads it.</summary>
    internal const string MonitorIdentitySetting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Adds what the settings ask for.</summary>
    /// <exception cref="SettingsException">A setting is no address, no connection string, or nothing that the exporter knows.</exception>
    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        var (monitor, collector) = (configuration[MonitorSetting], configuration[CollectorSettings.Endpoint]);
        if (CollectorSettings.Faults(configuration).FirstOrDefault() is { } fault) throw new SettingsException(fault);
        if (!string.IsNullOrEmpty(monitor) || !string.IsNullOrEmpty(collector))
            Add(services, monitor, collector, configuration[MonitorIdentitySetting]);
    }

    /// <summary>Sends metrics for a while, for a program that is no server. What it holds is sent when it is disposed of.</summary>
    /// <returns><see langword="null"/> where no setting asks for it.</returns>
    /// <exception cref="SettingsException">Likewise.</exception>
    public static IDisposable? Measure(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        AddTo(services, configuration);
        if (services.Count == 0) return null;
        var provider = services.AddSingleton(configuration).BuildServiceProvider();
        provider.GetRequiredService<MeterProvider>(); // it begins to listen when it is made
        return provider;
    }

    /// <summary>A method of its own: the libraries are loaded when it is called.</summary>
    private static void Add(IServiceCollection services, string? monitor, string? collector, string? identity)
    {
        var telemetry = services.AddOpenTelemetry().UseFunctionsWorkerDefaults()
            // The requests below the operations of Azure's clients would be as many again, and say the same.
            .WithTracing(traces => traces.AddSource(Traces.SourceName, "Azure.Data.Tables.*", "Azure.Storage.*").AddProcessor(new Spans()))
            .WithMetrics(metrics => metrics.AddMeter(Measures.MeterName, "System.Runtime"))
            .WithLogging(logs => logs.AddProcessor(new Lines()), options => options.IncludeFormattedMessage = true);
        if (!string.IsNullOrEmpty(collector)) telemetry.UseOtlpExporter(); // which reads all its settings itself
        if (string.IsNullOrEmpty(monitor)) return;
        if (!monitor.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase))
            throw new SettingsException($"{MonitorSetting} is not the connection string of Application Insights: it names no "
                + "InstrumentationKey.");
        telemetry.UseAzureMonitorExporter(options =>
        {
            options.ConnectionString = monitor;
            options.EnableLiveMetrics = false; // the host has its own
            if (CredentialOf(identity) is { } credential) options.Credential = credential;
        });
    }

    /// <summary>Reads <c>Authorization=AAD;ClientId=…</c>.</summary>
    internal static ManagedIdentityCredential? CredentialOf(string? identity)
    {
        var parts = (identity ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .GroupBy(part => part[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(part => part.Key, part => part.First()[1], StringComparer.OrdinalIgnoreCase);
        if (!string.Equals(parts.GetValueOrDefault("Authorization"), "AAD", StringComparison.OrdinalIgnoreCase)) return null;
        return new(parts.GetValueOrDefault("ClientId") is { Length: > 0 } client ? ManagedIdentityId.FromUserAssignedClientId(client)
            : ManagedIdentityId.SystemAssigned);
    }

    /// <summary>Takes secrets out of spans: an address may have a signature in it.</summary>
    private sealed class Spans : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var (name, value) in data.TagObjects.ToArray())
                if (value is string text && Redaction.Apply(text) is var redacted && redacted != text) data.SetTag(name, redacted);
            if (data.StatusDescription is { } told) data.SetStatus(data.Status, Redaction.Apply(told));
        }
    }

    /// <summary>Takes secrets out of lines: what is put into a line goes as an attribute, too, beside the text.</summary>
    private sealed class Lines : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            if (data.FormattedMessage is { } message) data.FormattedMessage = Redaction.Apply(message);
            if (data.Attributes is { Count: > 0 } attributes)
                data.Attributes =
                    [.. attributes.Select(each => each.Value is string text ? new(each.Key, Redaction.Apply(text)) : each)];
        }
    }
}
