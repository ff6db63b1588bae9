using System.Net;
using System.Net.Sockets;
using System.Text;
using Grain.Functions.Hosting;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Api;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>Whoever configures a space can not have the app ask its own cloud, or its neighbours.</summary>
public sealed class WebhookTargetTests
{
    private static readonly CreditEvent Something = new("evt_1", CreditEvent.Earned, DateTimeOffset.UnixEpoch, "ada");

    [Theory]
    [InlineData("93.184.215.14", true)]
    [InlineData("168.63.129.15", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    [InlineData("2a00:1450:4001:80b::200e", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::10.1.2.3", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("1fff:ffff::1", false)]
    [InlineData("4000::1", false)]
    [InlineData("2001:200::1", true)]
    [InlineData("2003::1", true)]
    [InlineData("3fff:1000::1", true)]
    [InlineData("::ffff:93.184.215.14", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("100::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:a9fe:a9fe::1", false)]
    [InlineData("3fff::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_of_the_internet_are_everybody_s(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://hooks.example/x", null)]
    [InlineData("https://93.184.215.14/x", null)]
    [InlineData("http://localhost:80/x", "must be an https address")]
    [InlineData("https://localhost/x", "must not lead to this machine or a private network")]
    [InlineData("https://127.1/x", "must not lead to this machine or a private network")]
    [InlineData("https://2130706433/x", "must not lead to this machine or a private network")]
    [InlineData("https://0xa9fea9fe/latest", "must not lead to this machine or a private network")]
    [InlineData("https://[::ffff:10.0.0.1]/x", "must not lead to this machine or a private network")]
    [InlineData("https://168.63.129.16/x", "must not lead to this machine or a private network")]
    public void What_is_written_is_looked_at_when_it_is_configured(string url, string? fault)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$"""
            {"credits":{"webhook":{"url":"{{{url}}}","secrets":["{{{Webhooks.Arrivals.Key}}}"]}},"distribution":{"budgetPerEpoch":"-1"}}
            """);
        var spaces = new SpaceDirectory(
            new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), Storage.Azurite.Settings()), TimeProvider.System);
        var change = new ConfigChange(spaces, Configs.Form, Options.Create(new GrainOptions()), [], []);
        // always, for its budget
        var refused = Assert.Throws<ProblemException>(() => change.Read(new JournalSpace("mill", 16), null, body));
        Assert.Equal(fault, refused.Problem.Faults.FirstOrDefault(each => each.Path == "$.credits.webhook.url")?.Message);
        Assert.Null(WebhookTarget.Fault(url, allowsPrivate: true));
    }

    [Fact]
    public async Task What_a_name_stands_for_is_looked_at_when_it_is_called()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        foreach (var scheme in (string[])["https", "http"])
        {
            using var sender = new EventSender(new WebhookTarget(allowsPrivate: false,
                (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback])));
            var failure =
                await sender.PostAsync(Webhook($"{scheme}://hooks.example:{port}/x"), Something, Something.ToJson(),
                    DateTimeOffset.UnixEpoch, default);
            Assert.Contains("Grain__PrivateWebhooks", failure!.Message, StringComparison.Ordinal);
        }

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Without_the_setting_the_app_asks_no_private_address_and_never_a_proxy()
    {
        await using var services = new ServiceCollection().AddLogging().AddOptions().AddCredits().BuildServiceProvider();
        var failure = await services.GetRequiredService<EventSender>()
            .PostAsync(Webhook("https://localhost:1/x"), Something, Something.ToJson(), DateTimeOffset.UnixEpoch, default);
        Assert.Contains("Grain__PrivateWebhooks", failure!.Message, StringComparison.Ordinal);
        using var handler = new WebhookTarget(allowsPrivate: true).Handler();
        Assert.False(handler.UseProxy || handler.UseCookies || handler.AllowAutoRedirect);
    }

    [Fact]
    public async Task Without_TLS_nothing_is_called_that_is_public()
    {
        var asked = 0;
        using var sender = new EventSender(new WebhookTarget(allowsPrivate: false,
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse($"93.184.215.{asked++}")])));
        var failure =
            await sender.PostAsync(Webhook("http://hooks.example/x"), Something, Something.ToJson(), DateTimeOffset.UnixEpoch, default);
        Assert.Contains("is not https", failure!.Message, StringComparison.Ordinal);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task With_the_setting_a_receiver_of_this_machine_is_called_and_a_redirect_is_not_followed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sender =
            new EventSender(new WebhookTarget(allowsPrivate: true, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])));
        var posting =
            sender.PostAsync(Webhook($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/x"), Something, Something.ToJson(),
            DateTimeOffset.UnixEpoch, default);
        using (var receiver = await listener.AcceptTcpClientAsync())
        {
            await using var stream = receiver.GetStream();
            Assert.True(await stream.ReadAsync(new byte[4096]) > 0);
            await stream.WriteAsync("HTTP/1.1 307 Elsewhere\r\nLocation: http://localhost:1/\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            Assert.Equal(HttpStatusCode.TemporaryRedirect, (await posting)!.StatusCode);
        }
    }

    private static CreditWebhook Webhook(string url) => new() { Url = url, Secrets = [Webhooks.Arrivals.Key] };
}
