using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Limits;
using Grain.Local.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void The_sample_lists_every_setting_with_its_default()
    {
        var sample = LocalSettings.Parse(File.ReadAllBytes(Repository.File("local.settings.sample.json")), "sample");
        var listed =
            sample.Where(value => value.Key.StartsWith("Grain:", StringComparison.Ordinal)).Select(value => value.Key["Grain:".Length..]);
        Assert.Equal(typeof(GrainOptions).GetProperties().Select(property => property.Name)
            .Concat(typeof(LimitOptions).GetProperties().Select(property => $"{LimitOptions.Section}:{property.Name}")).Order(),
            listed.Order());
        Assert.Equal(new LimitOptions(), new ConfigurationBuilder().AddInMemoryCollection(sample).Build()
            .GetSection($"{GrainOptions.Section}:{LimitOptions.Section}").Get<LimitOptions>());
        Assert.Equal(new GrainOptions(), Read(new ConfigurationBuilder().AddInMemoryCollection(sample).Build()));
        Assert.Equal("dotnet-isolated", sample.Single(value => value.Key == "FUNCTIONS_WORKER_RUNTIME").Value);
    }

    [Fact]
    public void Settings_are_read_and_unknown_ones_named()
    {
        var settings = Configuration(("Grain:LogLevel", "debug"), ("Grain:MaxBodyBytes", "2048"), ("Grain:SecretKeys", "x"),
            ("Grain:MaxBodyByte", "1"), ("Other", "x"));
        var options = Read(settings);
        Assert.Equal((LogLevel.Debug, 2048L), (options.LogLevel, options.MaxBodyBytes));
        var log = new CapturedLog();
        SettingNames.TellUnknown(settings, log);
        Assert.Equal("The setting Grain__MaxBodyByte is not known and has no effect", Assert.Single(log.Events).Message);
    }

    [Theory]
    [InlineData("MaxBodyBytes", "1023")]
    [InlineData("MaxBodyBytes", "x")]
    [InlineData("MaxWebhookBodyBytes", "104857601")]
    [InlineData("ShutdownSeconds", "1.5")]
    [InlineData("ShutdownSeconds", "-1")]
    [InlineData("CorsOrigins", "https://example.org/page")]
    [InlineData("CorsOrigins", "https://example.org, example.com")]
    [InlineData("LogLevel", "loud")]
    [InlineData("LogLevel", "77")]
    public void A_bad_setting_is_named(string name, string value)
    {
        var fault = Assert.ThrowsAny<Exception>(() => Read(Configuration(("Grain:" + name, value))));
        Assert.True(fault is OptionsValidationException or InvalidOperationException);
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_house_s_own_host_json_leaves_routes_as_they_are_and_allows_24_messages_at_once()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Repository.File("host.json")));
        var extensions = host.RootElement.GetProperty("extensions");
        var http = extensions.GetProperty("http");
        Assert.Equal("", http.GetProperty("routePrefix").GetString());
        Assert.True(http.GetProperty("hsts").GetProperty("isEnabled").GetBoolean());
        var queues = extensions.GetProperty("queues");
        Assert.Equal(24, queues.GetProperty("batchSize").GetInt32() + queues.GetProperty("newBatchThreshold").GetInt32());
        Assert.Equal("base64", queues.GetProperty("messageEncoding").GetString());
        Assert.False(host.RootElement.TryGetProperty("customHandler", out _));
    }

    private static GrainOptions Read(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        GrainOptions.AddTo(services, configuration);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<GrainOptions>>().Value;
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => value.Key, value => (string?)value.Value)).Build();
}
