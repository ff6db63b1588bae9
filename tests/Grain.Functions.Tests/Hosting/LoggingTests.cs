using Grain.Functions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

public sealed class LoggingTests
{
    [Theory]
    [InlineData("GET https://h/api/x?code=S3cret&b=1", "GET https://h/api/x?code=***&b=1")]
    [InlineData("https://a.queue/q?sv=1&sig=abc%2Fd&x=1", "https://a.queue/q?sv=1&sig=***&x=1")]
    [InlineData("x-functions-key: S3cret", "x-functions-key: ***")]
    [InlineData("AccountName=a;AccountKey=S3cret==;B=c", "AccountName=a;AccountKey=***;B=c")]
    [InlineData("Authorization: SharedKey a:S3cret next", "Authorization: SharedKey *** next")]
    [InlineData("X-Hub-Signature-256: sha256=0123abcd", "X-Hub-Signature-256: sha256=***")]
    [InlineData("the key whsec_AAECAwQF is old", "the key whsec_*** is old")]
    [InlineData("X-Gitlab-Token: S3cret", "X-Gitlab-Token: ***")]
    [InlineData("key grain_acme_0123456789abcdef_00112233445566778899aabbccddeeff0011 is old", "key grain_*** is old")]
    [InlineData("the owner's grain_the-tests-own-key-0123456789abcdef0123456789abcdef.", "the owner's grain_***.")]
    [InlineData("the metric grain_grants_total", "the metric grain_grants_total")]
    [InlineData("error code=4 of 5", "error code=4 of 5")]
    public void Secrets_are_taken_out(string text, string expected) => Assert.Equal(expected, Redaction.Apply(text));

    [Fact]
    public void Nothing_leaves_the_process_with_a_secret_in_its_text_or_its_exception()
    {
        var log = new CapturedLog();
        var services = new ServiceCollection().AddLogging().AddSingleton<ILoggerProvider>(log);
        services.RedactLogs();
        using var provider = services.BuildServiceProvider();
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Grain.Functions.Ledgers.Grants");
        logger.LogWarning("to {Address}", "https://h/x?code=S3cret");
        logger.LogError(new InvalidOperationException("because of AccountKey=S3cret"), "three");
        var plain = new InvalidOperationException("no secret in it");
        logger.LogError(plain, "four");

        Assert.Equal(["to https://h/x?code=***", "three", "four"], log.Events.Select(logged => logged.Message));
        Assert.Equal("System.InvalidOperationException: because of AccountKey=***", log.Exceptions[0].ToString());
        Assert.Same(plain, log.Exceptions[1]);
    }
}
