using Grain.Functions.Access;
using Grain.Functions.Hosting;
using Grain.Local;
using Grain.Local.CommandLine;
using Grain.Local.Verbs;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Grain.Functions.Tests.Access;

/// <summary>Keys as texts, and the settings that speak of them.</summary>
public sealed class KeyTextTests
{
    private const string Good = "grain_0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    [InlineData("my-project-2")]
    public void A_key_is_read_as_it_was_written_and_no_character_of_it_can_change(string? space)
    {
        var key = KeyText.New(space);
        var text = key.ToString();
        Assert.Equal(key, KeyText.Parse(text));
        Assert.NotEqual(text, KeyText.New(space).ToString());
        for (var i = 0; i < text.Length; i++)
            foreach (var other in "a7_-")
                if (other != text[i]) Assert.Null(KeyText.Parse($"{text[..i]}{other}{text[(i + 1)..]}"));
        foreach (var none in new[] { "", "grain_", text[..^1], text + "0", text.ToUpperInvariant(), " " + text, $"{text}_",
            "grain_a_b_c_d" })
            Assert.Null(KeyText.Parse(none));
        Assert.Equal(key.Id, key.Renewed().Id);
        Assert.NotEqual(key.Secret, key.Renewed().Secret);
    }

    [Theory]
    [InlineData(Good, true)]
    [InlineData("grain_short", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789", false)]
    [InlineData("grain_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("grain_0123456789abcdef 0123456789abcdef", false)]
    [InlineData("sha256:abc", false)]
    [InlineData("sha256:zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", false)]
    public void The_first_key_cannot_be_one_that_is_guessed(string setting, bool isGood)
    {
        if (isGood)
        {
            var key = new OwnerKey(Settings("Grain:OwnerKey", setting));
            Assert.True(key.IsSet && key.Is(setting) && !key.Is(setting + "0"));
        }
        else
        {
            var fault = Assert.Throws<SettingsException>(() => new OwnerKey(Settings("Grain:OwnerKey", setting)));
            Assert.Contains("Grain__OwnerKey", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(setting, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Its_hash_does_as_well_and_without_one_nothing_is_it()
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Good)));
        var key = new OwnerKey(Settings("Grain:OwnerKey", $"sha256:{hash}"));
        Assert.True(key.Is(Good) && !key.Is(hash) && !key.Is($"sha256:{hash}"));
        var none = new OwnerKey(Settings("Other", "x"));
        Assert.False(none.IsSet || none.Is("") || none.Is(Good));
    }

    [Theory]
    [InlineData("localhost:7071", null, null, true)]
    [InlineData("127.0.0.1", null, null, true)]
    [InlineData("[::1]:7071", null, null, true)]
    [InlineData("evil.example:7071", null, null, false)]
    [InlineData("localhost.evil.example", null, null, false)]
    [InlineData("", null, null, false)]
    [InlineData("localhost:7071", "X-Original-Host", "evil.example:7071", false)]
    [InlineData("localhost:7071", "X-Original-Host", "127.0.0.1:7071", true)]
    [InlineData("localhost:7071", "Origin", "https://evil.example", false)]
    [InlineData("localhost:7071", "Origin", "http://localhost:3000", false)]
    [InlineData("localhost:7071", "Origin", "null", false)]
    [InlineData("localhost:7071", "Origin", "http://localhost:7071", true)]
    [InlineData("localhost:7071", "Sec-Fetch-Site", "cross-site", false)]
    [InlineData("localhost:7071", "Sec-Fetch-Site", "same-site", false)]
    [InlineData("localhost:7071", "Sec-Fetch-Site", "none", true)]
    public async Task Without_keys_it_is_there_for_this_machine_alone(string host, string? header, string? value, bool isIn)
    {
        var house = await KeyHouse.StartAsync(settings: (Loopback.Setting, "1"));
        var request = KeyHouse.Request("moss", null);
        request.Host = new Microsoft.AspNetCore.Http.HostString(host);
        if (header is not null) request.Headers[header] = value;
        var asked = house.Keeper.AdmitAsync(new Functions.Hosting.Access.ApiAccess(Functions.Hosting.Access.Role.Owner), request, default);
        if (isIn) Assert.False((await asked).IsNobody);
        else Assert.Equal(403, (await Assert.ThrowsAsync<ProblemException>(() => asked)).Problem.Status);
    }

    [Theory]
    [InlineData("WEBSITE_INSTANCE_ID")]
    [InlineData("WEBSITE_SITE_NAME")]
    [InlineData("CONTAINER_NAME")]
    [InlineData("KUBERNETES_SERVICE_HOST")]
    public void Where_others_can_reach_it_it_does_not_start_without_keys(string variable)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { [Loopback.Setting] = "1", [variable] = "x" }).Build();
        Assert.Contains(variable, Assert.Throws<SettingsException>(() => new Loopback(settings)).Message, StringComparison.Ordinal);
        Assert.False(new Loopback(Settings(variable, "x")).IsOn);
        Assert.Throws<SettingsException>(() => new Loopback(Settings(Loopback.Setting, "yes please")));
    }

    [Theory]
    [InlineData("90d", "2027-02-18T10:00:00Z")]
    [InlineData("2027-01-31", "2027-02-01T00:00:00Z")]
    [InlineData("2026-11-20", "2026-11-21T00:00:00Z")]
    [InlineData("2026-11-19", null)]
    [InlineData("0d", null)]
    [InlineData("9999d", null)]
    [InlineData("soon", null)]
    public void An_expiry_is_days_or_a_day(string text, string? end)
    {
        var now = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
        if (end is null) Assert.Throws<UsageException>(() => KeyExpiry.Read(text, now));
        else Assert.Equal(DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture), KeyExpiry.Read(text, now));
    }

    [Fact]
    public void Serve_keeps_its_key_where_this_user_alone_can_read_it()
    {
        var folder = Directory.CreateTempSubdirectory("grain-key-");
        var file = Path.Combine(folder.FullName, "in", "serve.key");
        try
        {
            var settings = new Dictionary<string, string>();
            Assert.Contains("find its key", ServeKey.GiveTo(file, settings), StringComparison.Ordinal);
            var key = settings["Grain__OwnerKey"];
            Assert.True(new OwnerKey(Settings("Grain:OwnerKey", key)).Is(key));
            Assert.Equal(key, ServeKey.Read(file));
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            var again = new Dictionary<string, string>();
            ServeKey.GiveTo(file, again);
            Assert.Equal(key, again["Grain__OwnerKey"]);
            ServeKey.GiveTo(file, new Dictionary<string, string> { ["Grain__OwnerKey"] = Good });
            Assert.Equal(Good, ServeKey.Read(file));
            // Beside another that the verbs find, the file stays that one's.
            foreach (var given in new[] { "sha256:x", KeyText.New(null).ToString() })
                Assert.Contains("--key", ServeKey.GiveTo(file, new() { ["Grain__OwnerKey"] = given }, isFound: false),
                    StringComparison.Ordinal);
            Assert.Equal(Good, ServeKey.Read(file));
            var beside = new Dictionary<string, string>();
            Assert.Contains("the same key", ServeKey.GiveTo(file, beside, isFound: false), StringComparison.Ordinal);
            Assert.Equal(Good, beside["Grain__OwnerKey"]);
            Assert.Contains("GRAIN_KEY", ServeKey.GiveTo(file, new() { ["Grain__OwnerKey"] = "sha256:x" }), StringComparison.Ordinal);
            Assert.Null(ServeKey.Read(file));
            var none = new Dictionary<string, string> { [Loopback.Setting] = "1" };
            Assert.Contains("asks for no key", ServeKey.GiveTo(file, none), StringComparison.Ordinal);
            Assert.False(none.ContainsKey("Grain__OwnerKey"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IConfiguration Settings(string name, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [name] = value }).Build();
}
