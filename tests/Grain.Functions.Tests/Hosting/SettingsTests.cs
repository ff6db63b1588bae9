using System.Text;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Local.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void The_sample_lists_every_setting_with_its_default()
    {
        var sample = LocalSettings.Parse(File.ReadAllBytes(Repository.File("local.settings.sample.json")), "sample");
        var listed = sample.Where(value => value.Key.StartsWith("Grain:", StringComparison.Ordinal)).Select(value => value.Key["Grain:".Length..]);
        Assert.Equal(typeof(GrainOptions).GetProperties().Select(property => property.Name).Order(), listed.Order());

        var read = GrainOptions.From(new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(sample).Build()));
        Assert.Equal(new GrainOptions(), read);
    }

    [Fact]
    public void Settings_are_read_and_unknown_ones_named()
    {
        var settings = Reader(("Grain:Port", "0"), ("Grain:LogLevel", "debug"), ("Grain:MaxBodyBytes", " 2048 "), ("Grain:Prot", "1"), ("Other", "x"));
        var options = GrainOptions.From(settings);
        Assert.Equal((0, LogLevel.Debug, 2048L), (options.Port, options.LogLevel, options.MaxBodyBytes));
        Assert.Equal(["Grain__Prot"], settings.Unknown());
    }

    [Theory]
    [InlineData("Port", "65536")]
    [InlineData("Port", "x")]
    [InlineData("MaxBodyBytes", "1023")]
    [InlineData("MaxWebhookBodyBytes", "104857601")]
    [InlineData("QueueLeaseSeconds", "1")]
    [InlineData("ShutdownSeconds", "1.5")]
    [InlineData("LogLevel", "loud")]
    [InlineData("LogLevel", "77")]
    public void A_bad_setting_is_named_with_its_value(string name, string value)
    {
        var fault = Assert.Throws<SettingsException>(() => GrainOptions.From(Reader(("Grain:" + name, value))));
        Assert.Contains($"Grain__{name} is '{value}'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    public void A_handler_port_that_is_none_is_refused(string port) =>
        Assert.Throws<SettingsException>(() => HostMode.FromConfiguration(Configuration(("FUNCTIONS_CUSTOMHANDLER_PORT", port))));

    [Fact]
    public void Host_settings_are_the_file_s_unless_a_setting_overrides_them()
    {
        var settings = HostSettings.Parse(
            File.ReadAllBytes(Repository.File("host.json")),
            Configuration(("AzureFunctionsJobHost:extensions:queues:batchSize", "7")));
        Assert.Equal((7, 8, 15, 5, "api"), (settings.BatchSize, settings.NewBatchThreshold, settings.MostInFlight, settings.MaxDequeueCount, settings.RoutePrefix));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10)), (settings.VisibilityTimeout, settings.MaxPollingInterval, settings.FunctionTimeout));
    }

    [Fact]
    public void The_house_s_own_host_json_allows_24_messages_at_once_and_starts_the_executable()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Repository.File("host.json")));
        Assert.Equal(24, HostSettings.Parse(File.ReadAllBytes(Repository.File("host.json")), Configuration()).MostInFlight);
        Assert.Equal("Grain.Functions", host.RootElement.GetProperty("customHandler").GetProperty("description").GetProperty("defaultExecutablePath").GetString());
    }

    [Theory]
    [InlineData("""{"extensions":{"queues":{"batchSize":33}}}""", "batchSize")]
    [InlineData("""{"extensions":{"queues":{"maxPollingInterval":"soon"}}}""", "maxPollingInterval")]
    [InlineData("""{"functionTimeout":"00:00:00"}""", "functionTimeout")]
    [InlineData("{", "host.json")]
    public void A_wrong_host_setting_is_named(string json, string named) =>
        Assert.Contains(named, Assert.Throws<ManifestException>(() => HostSettings.Parse(Encoding.UTF8.GetBytes(json), Configuration())).Message, StringComparison.Ordinal);

    private static SettingsReader Reader(params (string Key, string Value)[] values) => new(Configuration(values));

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => value.Key, value => (string?)value.Value)).Build();
}
