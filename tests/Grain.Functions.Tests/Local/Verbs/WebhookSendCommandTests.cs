using System.Net;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Webhooks;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary><c>webhook send</c>, sending to the app over HTTP.</summary>
public sealed class WebhookSendCommandTests(SendersApp fixture) : IClassFixture<SendersApp>
{
    private const string Token = "a-token-of-the-tests";

    [Fact]
    public async Task What_is_signed_with_the_space_s_own_secret_counts_once_however_often_it_is_sent()
    {
        var space = await fixture.NewSpaceAsync();
        for (var time = 0; time < 2; time++)
        {
            var (code, output, error) =
                await SendAsync(Payloads.FileOf("standard.grant"), "--space", space, "--source", "standard", "--sign");
            Assert.Equal((0, "", true), (code, error, output.StartsWith("202 Accepted", StringComparison.Ordinal)));
            Assert.Contains("\"outcome\":\"accepted\"", output, StringComparison.Ordinal);
        }

        await Eventually.HoldsAsync(async () =>
            (await fixture.App.GetAsync($"spaces/{space}/contributors/lab%2Fada")).Status == HttpStatusCode.OK);
        var (_, ada) = await fixture.App.GetAsync($"spaces/{space}/contributors/lab%2Fada");
        Assert.Equal(1, ada.GetProperty("points").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task What_is_not_signed_or_not_with_the_secret_is_refused_and_exits_with_1()
    {
        var (code, output, _) = await SendAsync(Payloads.FileOf("gitlab.issue"), "--space", fixture.Space, "--source", "gitlab");
        Assert.Equal((1, true), (code, output.StartsWith("401 ", StringComparison.Ordinal)));
        (code, output, _) = await ProcessAsync(("OTHER", "another-token"), Payloads.FileOf("gitlab.issue"), "--space", fixture.Space,
            "--source", "gitlab", "--sign", "--secret-variable", "OTHER");
        Assert.Equal((1, true), (code, output.StartsWith("401 ", StringComparison.Ordinal)));
        (code, output, _) = await ProcessAsync(("GOOD", Token), Payloads.FileOf("discourse.post_created"), "--space", fixture.Space,
            "--source", "discourse", "--event", "post_created", "--sign", "--secret-variable", "GOOD");
        Assert.Equal((0, true), (code, output.StartsWith("202 ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(2, "there is no sender 'pigeon'", "--source", "pigeon")]
    [InlineData(1, "has no secret for github that is good now", "--sign")]
    [InlineData(1, "the environment variable GRAIN_NOT_SET is not set", "--sign", "--secret-variable", "GRAIN_NOT_SET")]
    [InlineData(1, "cannot be reached", "--url", "http://127.0.0.1:1")]
    [InlineData(2, "--url must be an address that begins with http:// or https://, not '127.0.0.1:7071'", "--url", "127.0.0.1:7071")]
    public async Task Wrong_usage_exits_with_2_and_what_cannot_be_done_with_1(int expected, string fault, params string[] arguments)
    {
        var (code, _, error) = await SendAsync([Payloads.FileOf("gitlab.issue"), "--space", fixture.Space, .. arguments]);
        Assert.Equal(expected, code);
        Assert.Contains(fault, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_or_a_space_that_is_not_there_and_secrets_that_cannot_be_opened_exit_with_1()
    {
        var (code, _, error) = await SendAsync("no-such-file.json", "--space", fixture.Space);
        Assert.Equal((1, true), (code, error.Contains("no-such-file.json", StringComparison.Ordinal)));
        (code, _, error) = await SendAsync(Payloads.FileOf("gitlab.issue"), "--space", "nowhere", "--sign");
        Assert.Equal((1, true), (code, error.Contains("there is no space 'nowhere'", StringComparison.Ordinal)));

        var withoutKeys = new Dictionary<string, string> { ["AzureWebJobsStorage"] = fixture.App.ConnectionString };
        (code, _, error) = await CommandLine.GrainAsync(withoutKeys,
            Send([Payloads.FileOf("gitlab.issue"), "--space", fixture.Space, "--source", "gitlab", "--sign"]));
        Assert.Equal((1, true), (code, error.Contains("give one with --secret-variable", StringComparison.Ordinal)));
    }

    private Task<(int Code, string Output, string Error)> SendAsync(params string[] arguments) =>
        CommandLine.GrainAsync(Settings(), Send(arguments));

    /// <summary>The same in a process of its own, which has a secret in its environment.</summary>
    private Task<(int Code, string Output, string Error)> ProcessAsync((string, string) secret, params string[] arguments) =>
        CommandLine.GrainProcessAsync(Settings(secret), Send(arguments));

    private string[] Send(string[] arguments) => ["webhook", "send", .. arguments,
        .. arguments.Contains("--url") ? [] : new[] { "--url", fixture.App.Client.BaseAddress!.ToString() }];

    /// <summary>The settings of the app, by which it opens the secrets of its spaces, and others.</summary>
    private Dictionary<string, string> Settings(params (string Name, string Value)[] others)
    {
        var settings = others.ToDictionary(other => other.Name, other => other.Value);
        settings.Add("AzureWebJobsStorage", fixture.App.ConnectionString);
        settings.Add("Grain__SecretKeys", GrainApp.SecretKeys);
        return settings;
    }
}
