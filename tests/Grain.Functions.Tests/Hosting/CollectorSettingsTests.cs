using Grain.Functions.Hosting;
using Grain.Local.Doctor;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>What the exporter of OpenTelemetry would pass over in silence: the app and the doctor name it, and say what to do.</summary>
public sealed class CollectorSettingsTests
{
    private const string Collector = "http://collector:4317";

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "http or https")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://collector", "http or https")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http", "grpc (on port 4317)")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "S3cret", "name=value")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "api key=S3cret", "name=value")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a=b,=S3cret", "name=value")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a=b,S3cret", "name=value")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "-5", "above 0")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0", "above 0")]
    public void What_keeps_everything_from_arriving_keeps_the_app_from_starting(string setting, string value, string words)
    {
        var settings = Settings((setting, value));
        var said = Assert.Throws<SettingsException>(() => TelemetryExport.AddTo(new ServiceCollection(), settings)).Message;
        Assert.StartsWith(setting, said, StringComparison.Ordinal);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", said, StringComparison.Ordinal);
        var fault = Assert.Single(SettingsCheck.Of(settings), each => each.IsFault);
        Assert.Equal(("settings", said), (fault.About, fault.Text));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "whole number")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "zip", "gzip")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "parentbased_traceidratio")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "10 %", "0.1")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "team=guild,zone", "name=value")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "a=b=c", "%3D")]
    [InlineData("OTEL_SDK_DISABLED", "true", "take it away")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "port 4318")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318", "port 4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "", "set OTEL_EXPORTER_OTLP_ENDPOINT")]
    public void What_has_no_effect_or_another_one_is_looked_at(string setting, string value, string cure)
    {
        var look = Assert.Single(SettingsCheck.Of(Settings((setting, value))), each => each.Kind != "ok");
        Assert.Equal(("look", "settings"), (look.Kind, look.About));
        Assert.Contains(cure, look.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_named_at_once_and_none_where_nothing_is_sent()
    {
        var two = ("OTEL_EXPORTER_OTLP_PROTOCOL", "carrier pigeon");
        Assert.Equal(2, SettingsCheck.Of(Settings(two, ("OTEL_BSP_MAX_QUEUE_SIZE", "-1"))).Count(each => each.IsFault));
        Assert.DoesNotContain(SettingsCheck.Of(Settings(two, (CollectorSettings.Endpoint, ""))), each => each.IsFault);
    }

    [Fact]
    public void What_is_right_is_taken_by_the_exporter()
    {
        var settings = Settings(("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20a==, x-team = b"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"), ("OTEL_RESOURCE_ATTRIBUTES", "team=guild, zone=a%2Cb"),
            ("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.5"), ("OTEL_METRIC_EXPORT_INTERVAL", "3600000"),
            (CollectorSettings.Endpoint, "http://127.0.0.1:1")); // where nobody listens: none is waited for
        Assert.All(SettingsCheck.Of(settings), each => Assert.Equal("ok", each.Kind));
        TelemetryExport.Measure(settings)!.Dispose();
    }

    private static IConfigurationRoot Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Grain:OwnerKey", TestHost.OwnerKey), new("Grain:SecretKeys", Convert.ToBase64String(new byte[32])),
            new(CollectorSettings.Endpoint, Collector),
            new("OTEL_EXPORTER_OTLP_HEADERS", "a=b"),
        ]).AddInMemoryCollection(settings.Select(each => KeyValuePair.Create<string, string?>(each.Name, each.Value))).Build();
}
