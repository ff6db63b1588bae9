using System.Text;
using Grain.Functions.Webhooks.Senders;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Settings;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>What each sender must show, before a byte of the body is read.</summary>
public sealed class SenderProofTests
{
    private const string Token = "a-token-of-the-tests";
    private const string Awaited = "It takes the body to tell.";
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = "{}"u8.ToArray();

    [Fact]
    public void GitLab_shows_its_token()
    {
        Assert.Null(Refuse("gitlab", [Token], ("X-Gitlab-Token", Token)));
        Assert.Null(Refuse("gitlab", ["another-token-here", Token], ("X-Gitlab-Token", Token)));
        Assert.NotNull(Refuse("gitlab", [Token], ("X-Gitlab-Token", Token + "x")));
        Assert.NotNull(Refuse("gitlab", [Token], ("X-Gitlab-Token", Token[..^1])));
        Assert.NotNull(Refuse("gitlab", [Token]));
    }

    [Fact]
    public void GitLab_signs_with_a_signing_token_that_is_no_token_to_show()
    {
        var signed = Arrivals.Signed("7c1a2f9e-1b1e-4f6c-9d7e-000000000001", At, Body, Arrivals.Key);
        Assert.Null(Refuse("gitlab", [Arrivals.Key], signed));
        Assert.Null(Refuse("gitlab", [Token, Arrivals.Key], signed));
        Assert.NotNull(Refuse("gitlab", [Arrivals.OtherKey], signed));
        Assert.NotNull(Refuse("gitlab", [Arrivals.Key], ("X-Gitlab-Token", Arrivals.Key)));
        // While GitLab sends both and the space knows the token alone, the token counts.
        Assert.Null(Refuse("gitlab", [Token], [.. signed, ("X-Gitlab-Token", Token)]));
        // A wrong signature is not made good by a token.
        Assert.NotNull(Refuse("gitlab", [Token, Arrivals.OtherKey], [.. signed, ("X-Gitlab-Token", Token)]));
    }

    [Fact]
    public void Discourse_signs_unless_the_space_takes_it_unsigned()
    {
        var good = ("X-Discourse-Event-Signature", WebhookSignature.Sign(Body, Encoding.UTF8.GetBytes(Token)));
        var bad = ("X-Discourse-Event-Signature", "sha256=" + new string('0', 64));
        Assert.Null(Refuse("discourse", [Token], good));
        Assert.NotNull(Refuse("discourse", [Token], bad));
        Assert.NotNull(Refuse("discourse", [Token]));

        string? RefuseOpen(IReadOnlyList<string> secrets, params (string, string)[] headers) =>
            Reason(Sender("discourse")
                .Prove(Arrivals.Of(Body, secrets, At, headers) with { Source = new WebhookSource { AcceptUnsigned = true } }));
        Assert.Null(RefuseOpen([Token]));
        Assert.Null(RefuseOpen([]));
        Assert.Null(RefuseOpen([Token], good));
        Assert.NotNull(RefuseOpen([Token], bad));
    }

    [Theory]
    [InlineData("X-Gitea-Signature", "")]
    [InlineData("X-Forgejo-Signature", "")]
    [InlineData("X-Gogs-Signature", "")]
    [InlineData("X-Hub-Signature-256", "sha256=")]
    public void Gitea_and_Forgejo_sign_in_several_headers(string header, string prefix)
    {
        var good = prefix + WebhookSignature.Sign(Body, Encoding.UTF8.GetBytes(Token))[7..];
        Assert.Null(Refuse("gitea", [Token], (header, good)));
        Assert.Null(Refuse("gitea", ["another-token-here", Token], (header, good)));
        Assert.NotNull(Refuse("gitea", ["another-token-here"], (header, good)));
        Assert.NotNull(Refuse("gitea", [Token], (header, prefix + new string('0', 64))));
        Assert.Contains("hexadecimal", Refuse("gitea", [Token], (header, prefix + "x")), StringComparison.Ordinal);
        // what its own header says is not made good by another's
        Assert.NotNull(Refuse("gitea", [Token], ("X-Hub-Signature-256", "sha256=" + good[^64..]), ("X-Forgejo-Signature", new string('0', 64))));
        Assert.Contains("missing", Refuse("gitea", [Token]), StringComparison.Ordinal);
    }

    [Fact]
    public void CloudEvents_are_signed_or_come_with_a_token()
    {
        Assert.Null(Refuse("cloudevents", [Token], ("Authorization", "Bearer " + Token)));
        Assert.Null(Refuse("cloudevents", [Token], ("Authorization", "bearer " + Token)));
        Assert.NotNull(Refuse("cloudevents", [Token], ("Authorization", "Basic " + Token)));
        Assert.NotNull(Refuse("cloudevents", [Token], ("Authorization", "Bearer ")));
        Assert.NotNull(Refuse("cloudevents", [Token]));
        Assert.Null(Refuse("cloudevents", [Arrivals.Key], Arrivals.Signed("1", At, Body, Arrivals.Key)));
        Assert.NotNull(Refuse("cloudevents", [Token, Arrivals.Key],
            [("Authorization", "Bearer " + Token), .. Arrivals.Signed("1", At, Body, Arrivals.OtherKey)]));
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("chat")]
    public void Grain_s_own_senders_sign(string sender)
    {
        Assert.Null(Refuse(sender, [Arrivals.Key], Arrivals.Signed("1", At, Body, Arrivals.Key)));
        Assert.Null(Refuse(sender, [Arrivals.OtherKey], Arrivals.Signed("1", At, Body, Arrivals.Key, Arrivals.OtherKey)));
        Assert.NotNull(Refuse(sender, [Arrivals.Key], Arrivals.Signed("1", At.AddMinutes(-6), Body, Arrivals.Key)));
        Assert.NotNull(Refuse(sender, [Arrivals.Key]));
    }

    [Fact]
    public void Headers_alone_refuse_or_prove_or_let_the_body_come()
    {
        var signed = Arrivals.Signed("1", At, Body, Arrivals.Key);
        var hub = ("X-Hub-Signature-256", WebhookSignature.Sign(Body, Encoding.UTF8.GetBytes(Token)));
        Assert.Equal(Awaited, Early("github", [Token], hub));
        Assert.Equal(Awaited,
            Early("github", [Token], ("X-Hub-Signature-256", WebhookSignature.Sign([], Encoding.UTF8.GetBytes(Token)))));
        Assert.Equal(Awaited, Early("standard", [Arrivals.Key], signed));
        Assert.Equal(Awaited, Early("standard", [Arrivals.Key], Arrivals.Signed("1", At, [], Arrivals.Key)));
        Assert.Contains("missing", Early("github", [Token]), StringComparison.Ordinal);
        Assert.Contains("hexadecimal", Early("github", [Token], ("X-Hub-Signature-256", "sha256=x")), StringComparison.Ordinal);
        Assert.Contains("minutes", Early("standard", [Arrivals.Key], Arrivals.Signed("1", At.AddMinutes(-6), Body, Arrivals.Key)),
            StringComparison.Ordinal);
        Assert.Contains("missing", Early("standard", [Arrivals.Key], signed[..2]), StringComparison.Ordinal);
        Assert.Contains("none of", Early("gitlab", [Token], ("X-Gitlab-Token", "another-token")), StringComparison.Ordinal);
        Assert.Null(Early("gitlab", [Token], ("X-Gitlab-Token", Token)));
        Assert.Null(Early("cloudevents", [Token], ("Authorization", "Bearer " + Token)));

        string? Early(string sender, IReadOnlyList<string> secrets, params (string, string)[] headers) =>
            Reason(Sender(sender).Prove(Arrivals.Of("", secrets, At, headers) with { HasBody = false }));
    }

    [Fact]
    public void A_secret_counts_in_its_time_only()
    {
        var secret = new WebhookSecret(Token, At, At.AddDays(1));
        Assert.Equal([false, true, true, false],
            new[] { At.AddSeconds(-1), At, At.AddDays(1), At.AddDays(1).AddSeconds(1) }.Select(secret.IsLive));
        Assert.True(new WebhookSecret(Token).IsLive(At));
        Assert.DoesNotContain(Token, secret.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github", "short")]
    [InlineData("github", "enc:1:AAAA")]
    [InlineData("github", "********")]
    [InlineData("github", "env:PATH")]
    [InlineData("github", "env:GRAIN_SECRET_")]
    [InlineData("standard", "a-text-that-is-long-enough")]
    [InlineData("standard", "whsec_c2hvcnQ=")]
    [InlineData("chat", "whpk_c2hvcnQ=")]
    [InlineData("gitlab", "whsec_not base64 at all!!")]
    public void A_secret_that_is_none_is_refused(string sender, string text)
    {
        var source = new WebhookSource { Secrets = [new WebhookSecret(text)] };
        var config = sender switch
        {
            "github" => new WebhookConfig { Github = source },
            "gitlab" => new WebhookConfig { Gitlab = source },
            "chat" => new WebhookConfig { Chat = source },
            _ => new WebhookConfig { Standard = source },
        };
        var (path, message) = Assert.Single(config.Check("$.webhooks"));
        Assert.Equal($"$.webhooks.{sender}.secrets[0]", path);
        Assert.DoesNotContain(text, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Good_secrets_pass()
    {
        var config = new WebhookConfig
        {
            Github = new() { Secrets = [new("env:GRAIN_SECRET_GITHUB"), new("long-enough-to-be-one")] },
            Gitlab = new() { Secrets = [new(Arrivals.Key), new(Token)] },
            Standard = new() { Secrets = [new(Arrivals.Key, At), new("whpk_ZlN4eg7dSSqi0moX9hQUk3orrOouK3QVQSlJa248c/g=", null, At)] },
            Discourse = new() { AcceptUnsigned = true },
        };
        Assert.Empty(config.Check("$.webhooks"));
        Assert.Equal("$.webhooks.github.acceptUnsigned",
            Assert.Single(new WebhookConfig { Github = new() { AcceptUnsigned = true } }.Check("$.webhooks")).Path);
        Assert.Equal(2,
            new WebhookConfig
            {
                Github = new()
                {
                    Secrets = [.. Enumerable.Repeat(new WebhookSecret(Token, At, At.AddDays(-1)), 1),
                new(Token), new(Token), new(Token)]
                }
            }.Check("$").Count());
    }

    [Fact]
    public void A_space_says_who_is_a_bot_and_which_branches_count()
    {
        var counting = new WebhookConfig { IncludeBots = true, Bots = ["robot"], AllBranches = true }.Counting(At);
        Assert.True(counting is { IncludeBots: true, AllBranches: true } && counting.ReceivedAt == At
            && counting.FurtherBots.Contains("robot"));
        Assert.Equal("$.webhooks.bots[0]", Assert.Single(new WebhookConfig { Bots = [""] }.Check("$.webhooks")).Path);
    }

    private static string? Refuse(string sender, IReadOnlyList<string> secrets, params (string Name, string Value)[] headers) =>
        Reason(Sender(sender).Prove(Arrivals.Of(Body, secrets, At, headers)));

    private static string? Reason(SenderProof proof) => proof switch
    {
        SenderProof.Refused refused => refused.Reason,
        SenderProof.Awaited => Awaited,
        _ => null,
    };

    private static WebhookSender Sender(string name) => WebhookSenders.All.Single(sender => sender.Name == name);
}
