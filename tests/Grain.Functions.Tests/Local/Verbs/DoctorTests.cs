using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Grain.Functions.Health;
using Grain.Functions.Spaces;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Storage;
using Grain.Functions.Storage.Formats;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.Doctor;
using Grain.Local.Verbs;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>Set-ups with one thing broken: the doctor names it, says what to do, and finds nothing else.</summary>
public sealed class DoctorTests
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    private readonly string account = MemoryAccount.New();

    [Fact]
    public async Task Of_a_set_up_in_order_nothing_is_wrong()
    {
        await SpaceAsync(new SpaceConfig());
        var found = await ExamineAsync();
        Assert.All(found, each => Assert.Equal("ok", each.Kind));
        Assert.Equal(["version", "settings", "tables", "queues", "blobs", "clock", "formats", "queues", "spaces"],
            found.Select(each => each.About));
        await using var output = new StringWriter();
        Assert.Equal(0, await DoctorCommand.TellAsync(found.ToAsyncEnumerable(), output, asJson: false));
        Assert.EndsWith("Nothing is wrong.", output.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "", "storage", "is neither a connection string nor an identity")]
    [InlineData("AzureWebJobsStorage", "AccountName=a;AccountKey=S3cret", "storage", "AzureWebJobsStorage")]
    [InlineData("Grain:MaxBodyBytes", "12", "settings", "MaxBodyBytes")]
    [InlineData("Grain:ShutdownSeconds", "soon", "settings", "ShutdownSeconds")]
    [InlineData("Grain:SecretKeys", "short", "settings", "Grain__SecretKeys")]
    [InlineData("Grain:OwnerKey", "secret", "settings", "Grain__OwnerKey")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "settings", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    public async Task A_setting_that_is_wrong_is_named(string setting, string value, string about, string words)
    {
        var fault = await OnlyFaultAsync(settings: [new(setting, value)], opens: setting != "AzureWebJobsStorage");
        Assert.Equal(about, fault.About);
        Assert.Contains(words, fault.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_has_no_effect_is_named()
    {
        var found = await ExamineAsync(settings: [new("Grain:MaxBodyBites", "1000000")]);
        var look = Assert.Single(found, each => each is { Kind: "look", About: "settings" });
        Assert.Contains("Grain__MaxBodyBites", look.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_that_nobody_serves_is_named()
    {
        const int port = 1; // nobody listens there, whatever other tests open meanwhile
        var found = await ExamineAsync(settings: [new("AzureWebJobsStorage",
            $"DefaultEndpointsProtocol=http;AccountName=gone;AccountKey=bWVtb3J5;TableEndpoint=http://127.0.0.1:{port}/gone;"
                + $"QueueEndpoint=http://127.0.0.1:{port}/gone;BlobEndpoint=http://127.0.0.1:{port}/gone")], opens: false);
        Assert.Equal(["tables", "queues", "blobs"], found.Where(each => each.IsFault).Select(each => each.About));
        Assert.All(found.Where(each => each.IsFault), each => Assert.Contains("firewall", each.Cure, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AuthenticationFailed", "", "cannot read", "connection string")]
    [InlineData("AuthorizationPermissionMismatch", "PUT", "cannot write", "Storage Table Data Contributor")]
    public async Task Rights_that_are_missing_are_named(string code, string method, string what, string cure)
    {
        var fault = await OnlyFaultAsync(new Answering(message =>
            message.Request.Uri.ToUri().Host.StartsWith("table", StringComparison.Ordinal)
                && (method.Length == 0 || message.Request.Method.Method is "PUT" or "POST" or "PATCH")
                ? new InjectedError(403, code) : null));
        Assert.StartsWith(what, fault.Text, StringComparison.Ordinal);
        Assert.Contains(cure, fault.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_named()
    {
        var then = (DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000)).ToString("R", CultureInfo.InvariantCulture);
        var fault = await OnlyFaultAsync(new Answering(_ => null, ("Date", then)));
        Assert.Contains("ahead of the storage's", fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_was_put_aside_is_named()
    {
        await (await StorageAsync()).Queue("grants" + PoisonMessages.Suffix).SendAsync("""{"space":"s"}""");
        var fault = await OnlyFaultAsync();
        Assert.StartsWith("grants: 1 message put aside", fault.Text, StringComparison.Ordinal);
        Assert.Contains("./grain poison replay --queue grants", fault.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_epoch_that_is_late_is_named()
    {
        await SpaceAsync(new SpaceConfig { Epochs = new EpochSchedule { First = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000) } });
        Assert.Contains("is not closed", (await OnlyFaultAsync()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env:GRAIN_SECRET_HOOK", "GRAIN_SECRET_HOOK is missing")]
    [InlineData("enc:1:AAAA", "cannot be opened by any key")]
    public async Task A_secret_that_cannot_be_read_is_named(string text, string words)
    {
        await SpaceAsync(new SpaceConfig
        {
            Webhooks = new WebhookConfig { Github = new WebhookSource { Secrets = [new WebhookSecret(text)] } },
        });
        Assert.Contains(words, (await OnlyFaultAsync()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two", "formats/storage")]
    [InlineData(9, "the storage has format 9, and this version knows")]
    [InlineData(-1, "formats/storage")]
    [InlineData(null, "formats/storage")]
    public async Task A_row_of_the_formats_that_is_newer_or_makes_no_sense_is_named(object? inForce, string words)
    {
        var row = new TableEntity(StoredKinds.FormatsPartition, "storage") { ["Format"] = 1, ["Before"] = 1 };
        if (inForce is not null) row["InForce"] = inForce;
        await (await StorageAsync()).Table("spaces").AddAsync(row);
        var fault = await OnlyFaultAsync();
        Assert.Equal("formats", fault.About);
        Assert.Contains(words, fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_space_that_cannot_be_read_is_named()
    {
        await (await StorageAsync()).Table("spaces").AddAsync(new TableEntity("spaces", "odd")
        {
            ["Format"] = 99,
            ["Shards"] = 1,
            ["CreatedAt"] = DateTimeOffset.UnixEpoch,
            ["ConfigVersion"] = 1,
            ["Config"] = "{",
        });
        Assert.StartsWith("odd: its row cannot be read", (await OnlyFaultAsync()).Text, StringComparison.Ordinal);
    }

    private async Task<Finding> OnlyFaultAsync(HttpPipelinePolicy? between = null, KeyValuePair<string, string?>[]? settings = null,
        bool opens = true)
    {
        var found = await ExamineAsync(between, settings, opens);
        await using var output = new StringWriter();
        Assert.Equal(1, await DoctorCommand.TellAsync(found.ToAsyncEnumerable(), output, asJson: true));
        var fault = Assert.Single(found, each => each.IsFault);
        Assert.NotNull(fault.Cure);
        return fault;
    }

    private async Task<List<Finding>> ExamineAsync(HttpPipelinePolicy? between = null, KeyValuePair<string, string?>[]? settings = null,
        bool opens = true)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Grain:OwnerKey", TestHost.OwnerKey), new("Grain:SecretKeys", Key),
            new("AzureWebJobsStorage", "UseDevelopmentStorage=true"),
        ]).AddInMemoryCollection(settings ?? []).Build();
        var examination = new Examination(configuration, TimeProvider.System);
        if (opens) examination = new Examination(configuration, TimeProvider.System) { Open = OpenWith(between) };
        return await examination.RunAsync(default).ToListAsync();
    }

    private Func<StorageSettings, StorageService> OpenWith(HttpPipelinePolicy? between) => settings =>
    {
        settings.RetriesMax = 0;
        var now = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        settings.EachTry.Add(between ?? new Answering(_ => null, ("Date", now)));
        return MemoryAccount.TryOpen(account, settings)!;
    };

    private Task<StorageService> StorageAsync() => Azurite.NewServiceAsync(account: account);

    private async Task SpaceAsync(SpaceConfig config)
    {
        var storage = await StorageAsync();
        await new SpaceDirectory(storage, TimeProvider.System, formats: new StorageFormats(storage, TimeProvider.System))
            .CreateAsync("guild", 1, config, default);
    }

    /// <summary>Answers in the storage's place, or says more in its answers.</summary>
    private sealed class Answering(Func<HttpMessage, Response?> answer, params (string Name, string Value)[] headers) : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (answer(message) is { } given)
            {
                message.Response = given;
                return;
            }

            await ProcessNextAsync(message, pipeline);
            if (headers.Length == 0 || message.Response is not { IsError: false } told) return; // what is wrong only the pipeline reads
            (string, string)[] all = [.. told.Headers.Select(header => (header.Name, header.Value)), .. headers];
            message.Response = new InjectedResponse(told.Status, null, all) { ContentStream = told.ContentStream };
        }
    }
}
