using Grain.Functions.Storage;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class StorageAccountTests
{
    private const string Secret = "c2VjcmV0IHNlY3JldCBzZWNyZXQ=";

    [Fact]
    public void Host_style_from_name_key_and_suffix()
    {
        var account = StorageAccount.Parse(
            $"DefaultEndpointsProtocol=https;AccountName=grain;AccountKey={Secret};EndpointSuffix=core.chinacloudapi.cn");
        Assert.Equal("https://grain.table.core.chinacloudapi.cn/", TablesOf(account).AbsoluteUri);
        Assert.Equal("https://grain.queue.core.chinacloudapi.cn/", QueuesOf(account).AbsoluteUri);
        Assert.Equal("https://grain.blob.core.chinacloudapi.cn/", BlobsOf(account).AbsoluteUri);
    }

    [Fact]
    public void Path_style_from_explicit_endpoints_in_any_order_and_case()
    {
        var account = StorageAccount.Parse(
            $" tableendpoint=http://127.0.0.1:3/devstoreaccount1/;QueueEndpoint=http://127.0.0.1:2/devstoreaccount1;;"
            + $"BlobEndpoint=http://127.0.0.1:1/devstoreaccount1; AccountKey = {Secret} ;AccountName=devstoreaccount1;");
        Assert.Equal("http://127.0.0.1:3/devstoreaccount1", TablesOf(account).AbsoluteUri);
    }

    [Fact]
    public void The_emulator_on_its_usual_ports()
    {
        var account = StorageAccount.Parse("UseDevelopmentStorage=true");
        Assert.Equal("http://127.0.0.1:10002/devstoreaccount1", TablesOf(account).AbsoluteUri);
        Assert.Equal("http://127.0.0.1:10000/devstoreaccount1", BlobsOf(account).AbsoluteUri);
    }

    [Fact]
    public void A_shared_access_signature_needs_no_account_name()
    {
        var account = StorageAccount.Parse(
            "TableEndpoint=https://t.example/;QueueEndpoint=https://q.example;BlobEndpoint=https://b.example;"
            + "SharedAccessSignature=?sv=2021&sig=abc%3D");
        Assert.Equal("https://t.example/", TablesOf(account).AbsoluteUri);
    }

    [Theory]
    [InlineData("", "the connection string is empty")]
    [InlineData(";;", "the connection string is empty")]
    [InlineData("nonsense", "part 1 of the connection string is not a known name=value")]
    [InlineData($"AccountName=grain;AccountKey=abc;{Secret}", "part 3 of the connection string is not a known name=value")]
    [InlineData($"AccountName=grain;AccountName=grain;AccountKey={Secret}", "has AccountName twice")]
    [InlineData("AccountName=grain", "neither AccountKey nor SharedAccessSignature")]
    [InlineData($"AccountKey={Secret}", "AccountKey is given without AccountName")]
    [InlineData($"AccountName=Grain;AccountKey={Secret}", "3 to 24 lower-case letters and digits")]
    [InlineData("AccountName=grain;AccountKey=c2VjcmV0!!", "AccountKey is not base64")]
    [InlineData($"AccountName=grain;AccountKey={Secret};SharedAccessSignature=sig=x", "both AccountKey and SharedAccessSignature")]
    [InlineData("AccountName=grain;SharedAccessSignature=secret", "SharedAccessSignature has no 'sig'")]
    [InlineData($"AccountName=grain;AccountKey={Secret};DefaultEndpointsProtocol=ftp", "DefaultEndpointsProtocol is neither")]
    [InlineData($"AccountName=grain;AccountKey={Secret};TableEndpoint=nowhere", "TableEndpoint is not an absolute http or https address")]
    [InlineData($"AccountName=grain;AccountKey={Secret};TableEndpoint=https://x/?sig=1", "TableEndpoint must be an address alone")]
    [InlineData($"AccountName=grain;AccountKey={Secret};EndpointSuffix=bad suffix", "EndpointSuffix is not")]
    [InlineData("UseDevelopmentStorage=yes", "UseDevelopmentStorage can only be 'true'")]
    public void A_malformed_one_is_refused_with_its_fault_and_without_its_secret(string connectionString, string fault)
    {
        var refusal = Assert.Throws<FormatException>(() => StorageAccount.Parse(connectionString));
        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_never_shows_a_secret()
    {
        var shared = StorageAccount.Parse($"AccountName=grain;AccountKey={Secret}");
        var signed = StorageAccount.Parse("AccountName=grain;SharedAccessSignature=sv=1&sig=secret");
        Assert.DoesNotContain(Secret, shared.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", signed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_by_account_name()
    {
        var account = FromSettings(("accountName", "grain"), ("credential", "managedidentity"),
            ("clientId", "0f8fad5b-d9cb-469f-a165-70867728950e"));
        Assert.Equal("https://grain.queue.core.windows.net/", QueuesOf(account).AbsoluteUri);
        Assert.IsType<Azure.Identity.ManagedIdentityCredential>(account.Credential);
    }

    [Fact]
    public void An_identity_by_service_addresses()
    {
        var account = FromSettings(("tableServiceUri", "https://t.example"), ("queueServiceUri", "https://q.example"),
            ("blobServiceUri", "https://b.example"));
        Assert.Equal("https://t.example/", TablesOf(account).AbsoluteUri);
        Assert.IsType<Azure.Identity.DefaultAzureCredential>(account.Credential);
    }

    [Fact]
    public void Settings_that_do_not_suffice_are_refused_by_name()
    {
        Assert.Contains("Setting AzureWebJobsStorage: is neither a connection string nor an identity", Fault(), StringComparison.Ordinal);
        Assert.Contains("__credential is not 'managedidentity'", Fault(("accountName", "grain"), ("credential", "key")),
            StringComparison.Ordinal);
        Assert.Contains("__tableServiceUri must be https", Fault(("tableServiceUri", "http://t.example")), StringComparison.Ordinal);
        Assert.Contains("__queueServiceUri are both missing", Fault(("tableServiceUri", "https://t.example")), StringComparison.Ordinal);

        static string Fault(params (string Name, string Value)[] settings) =>
            Assert.Throws<FormatException>(() => FromSettings(settings)).Message;
    }

    [Fact]
    public void A_connection_string_setting_is_read_by_its_name()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Other", "UseDevelopmentStorage=true")]).Build();
        Assert.Equal(10001, QueuesOf(StorageAccount.FromConfiguration(configuration, "Other")).Port);
    }

    private static Uri TablesOf(StorageAccount account) => account.Tables(new()).Uri;

    private static Uri QueuesOf(StorageAccount account) => account.Queues(new()).Uri;

    private static Uri BlobsOf(StorageAccount account) => account.Blobs(new()).Uri;

    private static StorageAccount FromSettings(params (string Name, string Value)[] settings) => StorageAccount.FromConfiguration(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s =>
            new KeyValuePair<string, string?>($"AzureWebJobsStorage:{s.Name}", s.Value))).Build());
}
