using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grain.Functions.Webhooks.Hooks;
using Xunit;

namespace Grain.Functions.Tests.Webhooks.Reconciling;

/// <summary>What is particular to GitLab, to organisations and to Apps.</summary>
public sealed class ReconcileSendersTests
{
    private static readonly Lazy<RSA> Key = new(() => RSA.Create(2048));

    [Fact]
    public async Task GitLab_sends_again_five_at_a_time()
    {
        await using var house = await ReconcileHouse.NewAsync("gitlab");
        for (var i = 0; i < 30; i++)
        {
            house.Forge.Deliver($"d{i}", i % 4 == 0 ? 0 : 200);
            if (i % 4 != 0) await house.ArriveAsync($"d{i}");
        }

        house.Forge.Deliver("a-pipeline", 500, name: "pipeline");
        await house.RunAfterAsync(10);
        Assert.Equal("GET /projects/octo%2Ffield/hooks?per_page=100", house.Forge.Requests.First());
        Assert.Contains("GET /projects/octo%2Ffield/hooks/7/events?per_page=20&page=2", house.Forge.Requests);
        Assert.Equal(5, house.Forge.Asked.Length);
        Assert.Equal("POST /projects/octo%2Ffield/hooks/7/events/1001/resend", house.Forge.Asked[0]);
        for (var run = 0; run < 3; run++) await house.RunAfterAsync(10);
        Assert.Equal(8, house.Forge.Asked.Length);
        Assert.Equal(8, (await house.StateAsync()).Arrived);
    }

    [Fact]
    public async Task Where_a_page_of_payloads_is_too_large_they_come_one_by_one_and_the_largest_is_passed_over()
    {
        await using var house = await ReconcileHouse.NewAsync("gitlab");
        for (var i = 0; i < 45; i++)
        {
            var id = house.Forge.Deliver($"d{i}", i is 1 or 30 ? 500 : 200);
            await house.ArriveAsync(i is 1 or 30 ? "another" : $"d{i}");
            if (i == 31) house.Forge.Fatten(id, 9 << 20);
        }

        for (var run = 0; run < 6; run++) await house.RunAfterAsync(10);
        Assert.Equal(["d1 arrived 1", "d30 arrived 1"], await house.LostAsync());
        Assert.Null((await house.StateAsync()).Fault);
    }

    [Fact]
    public async Task An_organisation_has_webhooks_of_its_own()
    {
        await using var house = await ReconcileHouse.NewAsync(
            access: new ReconcileConfig { Secrets = [FakeForge.Token], Groups = ["octo"] });
        house.Forge.Deliver("lost", 500);
        await house.RunAsync();
        Assert.Equal("POST /orgs/octo/hooks/7/deliveries/1001/attempts", Assert.Single(house.Forge.Asked));
    }

    [Fact]
    public async Task An_App_signs_for_itself_and_has_one_webhook()
    {
        var inOneLine = Key.Value.ExportRSAPrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal);
        var access = new ReconcileConfig { App = "Iv23li.x", Secrets = [inOneLine] };
        await using var house = await ReconcileHouse.NewAsync(access: access);
        house.Forge.Deliver("lost", 500);
        await house.RunAsync();
        Assert.Equal("POST /app/hook/deliveries/1001/attempts", Assert.Single(house.Forge.Asked));

        var parts = house.Forge.Shown.First()["Bearer ".Length..].Split('.');
        Assert.True(Key.Value.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1));
        var claims = JsonElement.Parse(Decode(parts[1]));
        var now = house.Time.Now.ToUnixTimeSeconds();
        Assert.Equal(("Iv23li.x", now - 60, now + 540), (claims.GetProperty("iss").GetString(), claims.GetProperty("iat").GetInt64(),
            claims.GetProperty("exp").GetInt64()));
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_is_said()
    {
        await using var house = await ReconcileHouse.NewAsync(
            access: new ReconcileConfig { Secrets = ["env:GRAIN_SECRET_NOWHERE"], Repositories = ["octo/field"] });
        await house.RunAsync();
        Assert.Contains("its setting is missing", (await house.StateAsync()).Fault, StringComparison.Ordinal);
        Assert.Empty(house.Forge.Requests);
    }

    [Theory]
    [InlineData("github", """{"secrets":["TOKEN"],"repositories":["octo/field"],"groups":["octo"]}""", null)]
    [InlineData("github", """{"secrets":["env:GRAIN_SECRET_X"],"app":"123"}""", null)]
    [InlineData("gitlab", """{"secrets":["TOKEN"],"repositories":["a/b/c"],"api":"https://git.octo.example/lab/api/v4"}""", null)]
    [InlineData("github", """{"repositories":["octo/field"]}""", "secrets must list one secret")]
    [InlineData("github", """{"secrets":["TOKEN","TOKEN"],"repositories":["octo/field"]}""", "secrets must list one secret")]
    [InlineData("github", """{"secrets":["short"],"repositories":["octo/x"]}""", "secrets[0] must be a token of 16")]
    [InlineData("github", """{"secrets":["with a blank in it"],"repositories":["octo/x"]}""", "secrets[0] must be a token of 16")]
    [InlineData("github", """{"secrets":["********"],"repositories":["octo/x"]}""", "secrets[0] stands for a secret that was")]
    [InlineData("github", """{"secrets":["env:PATH"],"repositories":["octo/field"]}""", "secrets[0] must be env: and the name")]
    [InlineData("github", """{"secrets":["TOKEN"],"app":"123"}""", "secrets[0] must be the PEM of an RSA")]
    [InlineData("github", """{"secrets":["env:GRAIN_SECRET_X"],"app":"1\"23"}""", "app must be the client id")]
    [InlineData("github", """{"secrets":["env:GRAIN_SECRET_X"],"app":"1","groups":["octo"]}""", "app has one webhook of its own")]
    [InlineData("gitlab", """{"secrets":["env:GRAIN_SECRET_X"],"app":"1"}""", "app can be given for github only")]
    [InlineData("github", """{"secrets":["TOKEN"]}""", "repositories must name")]
    [InlineData("github", """{"secrets":["TOKEN"],"repositories":["octo"]}""", "repositories[0] must be the name of a")]
    [InlineData("github", """{"secrets":["TOKEN"],"repositories":["../x"]}""", "repositories[0] must be the name of a")]
    [InlineData("gitlab", """{"secrets":["TOKEN"],"repositories":["a/b?c"]}""", "repositories[0] must be the path of")]
    [InlineData("github", """{"secrets":["TOKEN"],"groups":["a/b"]}""", "groups[0] must be the name of a group")]
    [InlineData("github", """{"secrets":["TOKEN"],"repositories":["octo/a","Octo/A"]}""", "repositories[1] is listed twice")]
    [InlineData("github", """{"secrets":["TOKEN"],"repositories":["octo/a"],"api":"http://ghe.example/api/v3"}""", "api must be an https")]
    [InlineData("github", """{"secrets":["TOKEN"],"repositories":["octo/a"],"api":"https://u:p@ghe.example/"}""", "api must be an https")]
    [InlineData("github", """{"secrets":["TOKEN"],"repositories":["octo/a"],"api":"https://169.254.169.254/"}""", "api must not lead to")]
    [InlineData("discourse", """{"secrets":["TOKEN"],"repositories":["octo/a"]}""", " can be given for github, gitlab only")]
    public void Access_is_checked_at_the_door(string sender, string access, string? fault)
    {
        access = access.Replace("TOKEN", FakeForge.Token, StringComparison.Ordinal);
        var faults = Configs.Read($$$$"""{"webhooks":{"{{{{sender}}}}":{"reconcile":{{{{access}}}}}}}""").Check(privateWebhooks: false);
        var path = $"$.webhooks.{sender}.reconcile";
        if (fault is null) Assert.Empty(faults);
        else Assert.StartsWith(fault, $"{faults[0].Path[path.Length..].TrimStart('.')} {faults[0].Message}", StringComparison.Ordinal);
    }

    [Fact]
    public void Of_places_there_are_not_too_many_and_a_key_is_no_weak_one()
    {
        var names = string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"octo/r{i}\""));
        var many = Configs.Read($$$"""
            {"webhooks":{"github":{"reconcile":{"secrets":["a-token-of-the-tests"],"repositories":[{{{names}}}]} }} }
            """);
        Assert.Equal("must not list more than 50, with groups", Assert.Single(many.Check()).Message);
        using var weak = RSA.Create(1024);
        Assert.False(AppToken.IsKey(weak.ExportPkcs8PrivateKeyPem()));
        Assert.False(AppToken.IsKey(Key.Value.ExportRSAPublicKeyPem()));
        Assert.True(AppToken.IsKey(Key.Value.ExportPkcs8PrivateKeyPem()));
    }

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
