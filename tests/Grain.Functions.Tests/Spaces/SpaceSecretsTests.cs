using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

public sealed class SpaceSecretsTests
{
    private const string Secret = "a-secret-of-the-tests";
    private const string First = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string Second = "/wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly SpaceConfig Config = Configs.Form.Complete(new()
    {
        Webhooks = new()
        {
            Github =
            new() { Secrets = [new WebhookSecret(Secret), new WebhookSecret("env:GRAIN_SECRET_NEXT", DateTimeOffset.UnixEpoch)] }
        },
        Credits = new() { Webhook = new() { Url = "https://example.org", Secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] } },
    });

    [Fact]
    public void A_sealed_configuration_holds_no_secret_and_opens_again()
    {
        var secrets = Keys(First);
        var stored = Text(secrets.Seal("mill", Config));
        Assert.DoesNotContain(Secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("MfKQ9r8G", stored, StringComparison.Ordinal);
        Assert.Contains("env:GRAIN_SECRET_NEXT", stored, StringComparison.Ordinal);
        Assert.Equal(Text(Config), Text(secrets.Open("mill", Parse(stored))));
        Assert.NotEqual(stored, Text(secrets.Seal("mill", Config))); // a new nonce each time
    }

    [Fact]
    public void A_secret_that_a_space_has_is_not_checked_again_but_in_another_place_it_is()
    {
        var zeros = "whsec_" + Convert.ToBase64String(new byte[24]);
        var earlier = Parse(
            $$$"""{"webhooks":{"standard":{"secrets":["{{{zeros}}}"] } },"credits":{"webhook":{"url":"https://example.org","secrets":["{{{zeros}}}"] } } }""");
        var changed = (earlier.WithoutSecrets() with { DisplayName = "Mill" }).WithSecretsOf(earlier);
        Assert.Equal(2, changed.Check().Count);
        Assert.Empty(changed.Check(earlier: earlier));
        Assert.Equal("$.webhooks.chat.secrets[0]", Assert.Single(
            (changed with { Webhooks = changed.Webhooks with { Chat = changed.Webhooks.Standard } }).Check(earlier: earlier)).Path);
    }

    [Fact]
    public void What_was_stored_in_the_clear_can_still_be_read()
    {
        const string old = """{"webhooks":{"github":{"secrets":["a-secret-of-the-tests"]}}}""";
        Assert.Equal(Secret, Keys(First).Open("mill", Parse(old)).Webhooks.Github.Secrets[0].Text);
        Assert.Equal(Secret, new SpaceSecrets().Open("mill", Parse(old)).Webhooks.Github.Secrets[0].Text);
    }

    [Fact]
    public void A_key_can_be_replaced_and_without_it_nothing_opens()
    {
        var stored = Keys(First).Seal("mill", Config);
        Assert.Equal(Secret, Opened(Keys($"{Second}, {First}"), "mill"));
        foreach (var (secrets, space) in new[] { (Keys(Second), "mill"), (new SpaceSecrets(), "mill"), (Keys(First), "another") })
        {
            var text = Opened(secrets, space);
            Assert.StartsWith("enc:1:", text, StringComparison.Ordinal);
            Assert.Null(secrets.Resolve(text));
        }

        string Opened(SpaceSecrets secrets, string space) => secrets.Open(space, stored).Webhooks.Github.Secrets[0].Text;
    }

    [Fact]
    public void A_reference_stands_for_a_setting_of_the_right_kind()
    {
        var secrets = new SpaceSecrets(Settings(("GRAIN_SECRET_NEXT", " the-next-secret-here "),
            ("AzureWebJobsStorage", "secret-of-the-app"), ("GRAIN_SECRET_EMPTY", "")));
        Assert.Equal("the-next-secret-here", secrets.Resolve("env:GRAIN_SECRET_NEXT"));
        Assert.Null(secrets.Resolve("env:GRAIN_SECRET_MISSING"));
        Assert.Null(secrets.Resolve("env:GRAIN_SECRET_EMPTY"));
        Assert.Null(secrets.Resolve("env:AzureWebJobsStorage"));
        Assert.Null(secrets.Resolve(SpaceSecrets.Masked));
        Assert.Equal(Secret, secrets.Resolve(Secret));
    }

    [Fact]
    public void What_is_shown_masks_secrets_and_shows_references_and_times()
    {
        var shown = Text(Config.WithoutSecrets());
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", shown, StringComparison.Ordinal);
        Assert.Contains("env:GRAIN_SECRET_NEXT", shown, StringComparison.Ordinal);
        Assert.Contains("1970-01-01T00:00:00", shown, StringComparison.Ordinal);
        Assert.Equal(Text(Config), Text(Parse(shown).WithSecretsOf(Config)));
    }

    [Theory]
    [InlineData("too-short")]
    [InlineData("AAAA")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gIQ==")]
    public void A_key_that_is_none_keeps_the_app_from_starting_and_is_not_told(string key)
    {
        var fault = Assert.Throws<SettingsException>(() => Keys($"{First},{key}"));
        Assert.DoesNotContain(key, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"notAfter":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"secret":"x","until":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"secret":"x","notAfter":5}""")]
    [InlineData("null")]
    [InlineData("5")]
    public void A_secret_of_another_form_is_refused(string secret) =>
        Assert.ThrowsAny<JsonException>(() => Parse("{\"webhooks\":{\"github\":{\"secrets\":[" + secret + "]}}}"));

    private static SpaceSecrets Keys(string keys) => new(Settings(("Grain:SecretKeys", keys)));

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build();

    private static SpaceConfig Parse(string json) => Configs.Read(json);

    private static string Text(SpaceConfig config) => Configs.Text(config);
}
