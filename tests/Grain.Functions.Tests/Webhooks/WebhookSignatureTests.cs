using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Webhooks.Proof;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private static readonly byte[] Body = "Hello, World!"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Secret = "It's a Secret to Everybody"u8.ToArray();

    /// <summary>The example of GitHub's documentation on validating deliveries.</summary>
    private const string Documented = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    [Fact]
    public void Signs_as_documented() => Assert.Equal(Documented, WebhookSignature.Sign(Body, Secret.Span));

    [Theory]
    [InlineData(Documented, SignatureCheck.Valid)]
    [InlineData("sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", SignatureCheck.Valid)]
    [InlineData(null, SignatureCheck.Missing)]
    [InlineData("", SignatureCheck.Missing)]
    [InlineData("sha256=", SignatureCheck.Malformed)]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", SignatureCheck.Malformed)]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", SignatureCheck.Malformed)]
    [InlineData("SHA256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", SignatureCheck.Malformed)]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1", SignatureCheck.Malformed)]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17a", SignatureCheck.Malformed)]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1g", SignatureCheck.Malformed)]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043eé7", SignatureCheck.Malformed)]
    [InlineData(" sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", SignatureCheck.Malformed)]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18", SignatureCheck.Mismatch)]
    [InlineData("sha256=0000000000000000000000000000000000000000000000000000000000000000", SignatureCheck.Mismatch)]
    public void Every_kind_of_signature_has_its_answer(string? signature, SignatureCheck expected) =>
        Assert.Equal(expected, WebhookSignature.Check(Body, signature, [Secret]));

    [Fact]
    public void Any_of_three_live_secrets_will_do()
    {
        ReadOnlyMemory<byte>[] secrets = ["old"u8.ToArray(), "new"u8.ToArray(), "next"u8.ToArray()];
        foreach (var secret in secrets)
            Assert.Equal(SignatureCheck.Valid, WebhookSignature.Check(Body, WebhookSignature.Sign(Body, secret.Span), secrets));
        Assert.Equal(SignatureCheck.Mismatch, WebhookSignature.Check(Body, WebhookSignature.Sign(Body, "older"u8), secrets));
    }

    [Fact]
    public void A_fourth_live_secret_is_a_fault_of_the_configuration() =>
        Assert.Throws<ArgumentException>(() => WebhookSignature.Check(Body, Documented, [Secret, Secret, Secret, Secret]));

    [Fact]
    public void Without_secrets_or_with_an_empty_one_nothing_is_valid()
    {
        var signedByAnybody = WebhookSignature.Sign(Body, []);
        Assert.Equal(SignatureCheck.Mismatch, WebhookSignature.Check(Body, signedByAnybody, []));
        Assert.Equal(SignatureCheck.Mismatch, WebhookSignature.Check(Body, signedByAnybody, [ReadOnlyMemory<byte>.Empty]));
    }

    [Fact]
    public void What_was_signed_is_valid_and_one_changed_bit_is_not() =>
        Prop.ForAll<byte[], NonEmptyArray<byte>, int>((body, secret, where) =>
        {
            var signature = WebhookSignature.Sign(body, secret.Get);
            if (WebhookSignature.Check(body, signature, [secret.Get]) != SignatureCheck.Valid) return false;
            var other = (byte[])[.. body, 0];
            if (body.Length > 0) other = [.. body];
            other[Math.Abs(where % other.Length)] ^= (byte)(1 << (where & 7));
            return WebhookSignature.Check(other, signature, [secret.Get]) == SignatureCheck.Mismatch;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_header_makes_it_throw() =>
        Prop.ForAll<string?>(signature =>
        {
            var check = WebhookSignature.Check(Body, signature, [Secret]);
            return check is SignatureCheck.Missing or SignatureCheck.Malformed;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_raw_bytes_are_signed_not_the_text()
    {
        var signature = WebhookSignature.Sign(Encoding.UTF8.GetBytes("{\"a\":1}"), Secret.Span);
        Assert.Equal(SignatureCheck.Mismatch, WebhookSignature.Check(Encoding.UTF8.GetBytes("{\"a\": 1}"), signature, [Secret]));
    }
}
