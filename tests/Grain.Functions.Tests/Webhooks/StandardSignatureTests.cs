using System.Text;
using Grain.Functions.Hosting;
using Grain.Functions.Webhooks.Proof;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>The vectors are those of the specification's own libraries.</summary>
public sealed class StandardSignatureTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string AsymmetricSignature =
        "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";
    private const string Wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";

    /// <summary>Of the specification's private key TESTSIGNINGKEYDONOTUSETHISFORANY.</summary>
    private const string PublicKey = "whpk_ZlN4eg7dSSqi0moX9hQUk3orrOouK3QVQSlJa248c/g=";

    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Theory]
    [InlineData(Signature)]
    [InlineData(AsymmetricSignature)]
    [InlineData(Wrong + " v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= " + Signature + " " + Wrong)]
    [InlineData(Wrong + " " + AsymmetricSignature)]
    [InlineData("word " + Signature)]
    public void One_right_signature_is_enough(string signature) => Assert.Null(Refuse(signature));

    [Theory]
    [InlineData("")]
    [InlineData("v1,")]
    [InlineData("v1a,")]
    [InlineData(Wrong)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLawdd")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==")]
    public void A_wrong_signature_proves_nothing(string signature) => Assert.NotNull(Refuse(signature));

    [Fact]
    public void Each_scheme_needs_its_own_key_and_the_right_one()
    {
        Assert.NotNull(Refuse(Signature, keys: [PublicKey]));
        Assert.NotNull(Refuse(AsymmetricSignature, keys: [Arrivals.Key]));
        Assert.NotNull(Refuse(Signature, keys: [Arrivals.OtherKey]));
        Assert.Null(Refuse(Signature, keys: [Arrivals.OtherKey, PublicKey, Arrivals.Key]));
        Assert.NotNull(Refuse(Signature, keys: ["whsec_"]));
        Assert.NotNull(Refuse(Signature, keys: []));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void The_clocks_may_differ_by_five_minutes(int seconds, bool isGood) =>
        Assert.Equal(isGood, Refuse(Signature, at: At.AddSeconds(seconds)) is null);

    [Theory]
    [InlineData("1614265331")]
    [InlineData("1614265330.0")]
    [InlineData("+1614265330")]
    [InlineData(" 1614265330")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    public void The_timestamp_is_signed_and_whole(string timestamp) => Assert.NotNull(Refuse(Signature, timestamp: timestamp));

    [Fact]
    public void Id_and_body_are_signed_and_an_id_has_no_full_stop()
    {
        Assert.NotNull(Refuse(Signature, id: "msg_other"));
        Assert.NotNull(Refuse(Signature, id: ""));
        Assert.NotNull(Refuse(Signature, body: Body + " "));
        // What is signed is id.time.body: without the rule a part of the body could pass for the id.
        var shifted = Arrivals.Signed("a", At, Encoding.UTF8.GetBytes("1614265330.{}"), Arrivals.Key)[2].Value;
        Assert.Contains("full stop", Refuse(shifted, id: "a.1614265330", body: "{}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_keeps_the_vectors_of_RFC_8032(string publicKey, string message, string signature)
    {
        var (key, text, signed) = (Convert.FromHexString(publicKey), Convert.FromHexString(message), Convert.FromHexString(signature));
        Assert.True(Ed25519.Verify(key, text, signed));
        Assert.False(Ed25519.Verify(key, [.. text, 0], signed));
        signed[5] ^= 1;
        Assert.False(Ed25519.Verify(key, text, signed));
        Assert.False(Ed25519.Verify(key, text, signed[..63]));
    }

    /// <summary>All encodings of the eight points of small order, those that no honest encoder writes included.</summary>
    public static TheoryData<string> SmallOrder =>
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    [Theory]
    [MemberData(nameof(SmallOrder))]
    public void A_key_of_small_order_proves_nothing_and_is_not_taken(string encoded)
    {
        var key = Convert.FromHexString(encoded);
        Assert.False(StandardSignature.IsKey("whpk_" + Convert.ToBase64String(key)));
        // Where R is a point of small order, too, and S is 0, one message in eight or more holds for a check that multiplies out.
        for (var i = 0; i < 40; i++)
            foreach (var r in (string[])["01" + new string('0', 62), encoded])
                Assert.False(Ed25519.Verify(key, [(byte)i], [.. Convert.FromHexString(r), .. new byte[32]]));
    }

    [Theory]
    [InlineData("16a567fe7d4ef5482ab4012c369bf8c5f11e8d0c2559dcda50fde59708f8aee5", "")] // a good key with a part of order two
    // S is above the order of the group
    [InlineData("",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901554c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b")]
    // made with the private key, but R is of small order
    [InlineData("",
        "0100000000000000000000000000000000000000000000000000000000000000756cf9b1d6f0d7a979b9d2af3dc2bc1294ec7cb6daa20eaff534c024fc57920f")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000", "")] // on no curve
    public void A_second_spelling_of_a_signature_or_key_proves_nothing(string key, string signature)
    {
        const string goodKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        const string goodSignature =
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
        var used = Convert.FromHexString(key.Length == 0 ? goodKey : key);
        Assert.False(Ed25519.Verify(used, [], Convert.FromHexString(signature.Length == 0 ? goodSignature : signature)));
        Assert.Equal(key.Length == 0, Ed25519.IsPublicKey(used));
    }

    [Fact]
    public void A_bad_key_that_is_stored_is_named_and_leaves_the_others_their_work()
    {
        var bad = "whpk_" + Convert.ToBase64String(new byte[32]);
        Assert.Null(Refuse(Signature, keys: [bad, Arrivals.Key]));
        Assert.Contains("whpk_AAAAAAA", Refuse(Wrong, keys: [bad, Arrivals.Key]), StringComparison.Ordinal);
        Assert.DoesNotContain("whpk_", Refuse(Wrong), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("standard", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("standard", "whsec_////////////////////////////////", false)]
    [InlineData("standard", "whsec_", false)]
    [InlineData("standard", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", false)] // 0, 1, 2, …
    [InlineData("standard", "whsec_AAECAwQFBgcICQoLDA0ODwABAgMEBQYH", false)] // and over again
    [InlineData("standard", "whsec_cGFzc3dvcmRwYXNzd29yZHBhc3N3b3Jk", false)] // passwordpasswordpassword
    [InlineData("standard", "whsec_cGFzc3dvcmRwYXNzd29yZHBhc3N3b3JkcGFzcw==", false)]
    [InlineData("standard", "whsec_OWYzYTlmMTFhYjNmOTkzYTFiZmZhMTlm", true)] // 24 hexadecimal characters with 7 different ones
    [InlineData("standard", Arrivals.OtherKey, true)]
    [InlineData("cloudevents", "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("chat", "whpk_AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("chat", PublicKey, true)]
    [InlineData("github", "xxxxxxxxxxxxxxxx", false)]
    [InlineData("gitlab", "", false)]
    [InlineData("github", "correct horse battery", true)]
    public void A_filling_is_no_secret(string sender, string secret, bool isTaken)
    {
        var config = Configs.Read($$$"""{"webhooks":{"{{{sender}}}":{"secrets":["{{{secret}}}"] } } }""");
        Assert.Equal(isTaken ? "" : $"$.webhooks.{sender}.secrets[0]", string.Concat(config.Check().Select(fault => fault.Path)));
    }

    private static string? Refuse(
        string signature, IReadOnlyList<string>? keys = null, DateTimeOffset? at = null, string id = Id, string timestamp = "1614265330",
        string body = Body) =>
        (StandardSignature.Prove(Arrivals.Of(
            body, keys ?? [Arrivals.Key, PublicKey], at ?? At, ("webhook-id", id), ("webhook-timestamp", timestamp),
            ("webhook-signature", signature))) as SenderProof.Refused)?.Reason;
}
