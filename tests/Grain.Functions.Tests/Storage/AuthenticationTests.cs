using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Storage;

/// <summary>All three ways to prove who one is. The shared key is also proved by every other test against the emulator.</summary>
public class AuthenticationTests
{
    /// <summary>The key of every emulator that is given none.</summary>
    private const string PublishedKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    [Fact]
    public async Task A_wrong_key_even_the_published_one_is_one_clear_error_without_retries()
    {
        var azurite = await Azurite.SharedAsync();
        var faults = new FaultInjector();
        var wrong = azurite.ConnectionString.Replace(KeyOf(azurite), PublishedKey, StringComparison.Ordinal);
        var service = new StorageService(StorageAccount.Parse(wrong), Azurite.Settings(faults));
        Func<Task>[] operations =
        [
            () => service.Table("abc").FindAsync("p", "r"),
            () => service.Table("abc").AddAsync(new TableEntity("p", "r")),
            () => service.Table("abc")
                .TransactAsync([new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", "r"))]),
            () => service.Queue("abc").SendAsync("x"),
            () => service.Container("abc").UploadAsync("b", ReadOnlyMemory<byte>.Empty),
            () => service.Container("abc").DownloadAsync("b"),
        ];
        foreach (var operation in operations)
        {
            faults.Reset();
            var fault = await Assert.ThrowsAnyAsync<RequestFailedException>(operation);
            Assert.Equal(403, fault.Status);
            Assert.False(fault.IsOutcomeUnknown());
            Assert.Equal(1, faults.Operations);
        }
    }

    [Fact]
    public async Task A_shared_access_signature_opens_all_three_services()
    {
        var azurite = await Azurite.SharedAsync();
        var endpoints =
            string.Join(';', azurite.ConnectionString.Split(';').Where(part => part.Contains("Endpoint=", StringComparison.Ordinal)));
        var faults = new FaultInjector();
        var service = new StorageService(StorageAccount.Parse($"{endpoints};SharedAccessSignature={Signature(KeyOf(azurite))}"),
            Azurite.Settings(faults));
        var name = Azurite.NewName();
        await service.Table(name)
            .TransactAsync([new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", "r") { ["n"] = 1 })]);
        // A second try of the same request must not carry the signature twice.
        faults.FailNext(Fault.Busy);
        Assert.Equal(1, (await service.Table(name).QueryAsync(Filters.Partition("p")).SingleAsync()).Required<int>("n"));
        await service.Queue(name).SendAsync("x");
        Assert.Single(await service.Queue(name).ReceiveAsync(1, TimeSpan.FromMinutes(1)));
        await service.Container(name).UploadAsync("b", "x"u8.ToArray());
        Assert.NotNull(await service.Container(name).DownloadAsync("b"));
    }

    [Fact]
    public async Task A_token_goes_along_as_bearer_for_the_storage_scope()
    {
        var credential = new FixedCredential();
        var transport = new RecordingTransport(_ => new InjectedResponse(404, "TableNotFound"));
        var account = StorageAccount.WithCredential(new Uri("https://t.example"), new Uri("https://q.example"),
            new Uri("https://b.example"), credential);
        Assert.Null(await transport.NewService(account).Table("grants").FindAsync("p", "r"));
        Assert.Contains("Authorization: Bearer fixed-token\n", Assert.Single(transport.Sent), StringComparison.Ordinal);
        Assert.Equal("https://storage.azure.com/.default", Assert.Single(credential.Scopes));
    }

    /// <summary>An account signature ("Create an account SAS"), of a version whose string to sign has no encryption scope.</summary>
    private static string Signature(string key)
    {
        const string Version = "2019-12-12";
        const string Permissions = "rwdlacup";
        const string Expiry = "2099-01-01T00:00:00Z";
        var toSign = $"devstoreaccount1\n{Permissions}\nbqt\nsco\n\n{Expiry}\n\n\n{Version}\n";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(toSign)));
        return $"sv={Version}&ss=bqt&srt=sco&sp={Permissions}&se={Uri.EscapeDataString(Expiry)}&sig={Uri.EscapeDataString(signature)}";
    }

    private static string KeyOf(AzuriteServer azurite) =>
        azurite.ConnectionString.Split(';')
            .Single(part => part.StartsWith("AccountKey=", StringComparison.Ordinal))["AccountKey=".Length..];

    private sealed class FixedCredential : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext context, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext context, CancellationToken cancellation)
        {
            Scopes.AddRange(context.Scopes);
            return ValueTask.FromResult(new AccessToken("fixed-token", DateTimeOffset.MaxValue));
        }
    }
}
