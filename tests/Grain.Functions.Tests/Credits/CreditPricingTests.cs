using Grain.Functions.Ledgers.Credits;
using Xunit;

namespace Grain.Functions.Tests.Credits;

public sealed class CreditPricingTests
{
    [Theory]
    [InlineData("embed", null, 100)]
    [InlineData("process", null, 100)]
    [InlineData("analyze", null, 150)]
    [InlineData("transform", null, 100)]
    [InlineData("compute", null, 200)]
    [InlineData("aggregate", null, 150)]
    [InlineData("custom", null, 100)]
    [InlineData(null, "low", 50)]
    [InlineData(null, "medium", 100)]
    [InlineData(null, "high", 150)]
    [InlineData(null, "critical", 200)]
    [InlineData("compute", "critical", 400)]
    [InlineData("analyze", "high", 225)]
    [InlineData(null, null, 100)]
    public void The_defaults_are_those_of_the_source(string? type, string? priority, long hundredths)
    {
        var price = CreditPricing.Price(new CreditsConfig(), CreditAmount.Of(1), type, priority);
        Assert.Equal((new CreditAmount(hundredths), 0), (price.Amount, price.Unknown.Count));
    }

    [Fact]
    public void A_product_is_rounded_once()
    {
        var config = new CreditsConfig { TaskTypeMultipliers = { ["thin"] = 0.005m }, PriorityMultipliers = { ["wide"] = 2m } };
        // 0.005 rounded first would give 2
        Assert.Equal(new CreditAmount(1), CreditPricing.Price(config, CreditAmount.Of(1), "thin", "wide").Amount);
    }

    [Theory]
    [InlineData("""{"credits":{"taskTypeMultipliers":{"compute":-1}}}""", "$.credits.taskTypeMultipliers.compute")]
    [InlineData("""{"credits":{"initialCredits":-1}}""", "$.credits.initialCredits")]
    [InlineData("""{"credits":{"minimumBalance":1000001}}""", "$.credits.minimumBalance")]
    [InlineData("""{"credits":{"escrowHours":0}}""", "$.credits.escrowHours")]
    [InlineData("""{"credits":{"eventDays":0}}""", "$.credits.eventDays")]
    [InlineData("""{"credits":{"eventDays":3651}}""", "$.credits.eventDays")]
    [InlineData("""{"credits":{"webhook":{"url":"http://example.org/","secrets":["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}}}""",
        "$.credits.webhook.url")]
    [InlineData("""{"credits":{"webhook":{"url":"https://example.org/","secrets":["short"]}}}""", "$.credits.webhook.secrets[0]")]
    public void A_configuration_out_of_range_is_named(string json, string path)
    {
        var config = Configs.Read(json);
        Assert.Contains(config.Check(), fault => fault.Path == path);
    }

    [Fact]
    public void An_empty_configuration_is_complete_and_a_webhook_shows_no_secret()
    {
        var json =
            """
            {"credits":{"mode":"transfer","overdraft":"refuse","webhook":{"url":"https://example.org/",
             "secrets":["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]}}}
            """;
        var config = Configs.Read(json);
        Assert.Empty(config.Check());
        Assert.Equal((CreditMode.Transfer, OverdraftPolicy.Refuse, CreditAmount.Of(10)),
            (config.Credits.Mode, config.Credits.Overdraft, config.Credits.InitialCredits));
        Assert.Equal(["********"], config.WithoutSecrets().Credits.Webhook!.Secrets);
        Assert.Equal(config.Credits.Webhook!.Secrets, config.WithoutSecrets().WithSecretsOf(config).Credits.Webhook!.Secrets);
    }
}
