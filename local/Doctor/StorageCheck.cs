using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Grain.Functions.Storage;

namespace Grain.Local.Doctor;

/// <summary>Whether each service of the account can be reached, and what one may do there, by doing it.</summary>
internal sealed class StorageCheck(StorageService storage)
{
    private const string Own = "grain-doctor";

    private static readonly string Mark = $"doctor-{Guid.NewGuid():N}";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation) =>
    [
        .. await TryAsync("tables", "Storage Table Data Contributor", token => storage.Table("health").FindAsync("-", "-", token),
            async token =>
            {
                await storage.Table("health").UpsertAsync(new TableEntity("doctor", Mark), token);
                await storage.Table("health").DeleteAsync("doctor", Mark, ETag.All, token);
            }, cancellation),
        .. await TryAsync("queues", "Storage Queue Data Contributor", token => storage.Queue(Own).CountAsync(token), async token =>
            {
                await storage.Queue(Own).SendAsync("{}", null, token);
                foreach (var message in await storage.Queue(Own).ReceiveAsync(1, TimeSpan.FromSeconds(30), token))
                    await storage.Queue(Own).DeleteAsync(message.MessageId, message.PopReceipt, token);
            }, cancellation),
        .. await TryAsync("blobs", "Storage Blob Data Owner", token => storage.Container("grain").DownloadAsync(Mark, token),
            async token =>
            {
                await storage.Container("grain").UploadAsync($"~{Mark}", new byte[] { 1 }, cancellation: token);
                await storage.Container("grain").DeleteAsync($"~{Mark}", token);
            }, cancellation),
    ];

    private static async Task<IEnumerable<Finding>> TryAsync(string about, string role, Func<CancellationToken, Task> read,
        Func<CancellationToken, Task> write, CancellationToken cancellation)
    {
        if (await FaultOfAsync(about, "read", role, read, cancellation) is { } unread) return [unread];
        if (await FaultOfAsync(about, "write", role, write, cancellation) is { } unwritten) return [unwritten];
        return [Finding.Ok(about, "can be read and written")];
    }

    private static async Task<Finding?> FaultOfAsync(string about, string what, string role, Func<CancellationToken, Task> act,
        CancellationToken cancellation)
    {
        try
        {
            await act(cancellation);
            return null;
        }
        catch (RequestFailedException fault)
        {
            return Finding.Fault(about, $"cannot {what}: {fault.Message.ReplaceLineEndings(" ")}", CureOf(fault, role));
        }
        catch (AuthenticationFailedException fault)
        {
            return Finding.Fault(about, $"cannot {what}: no identity: {fault.Message.Split('\n')[0]}",
                "on Azure give the app its identity (AzureWebJobsStorage__credential, __clientId); here run az login, or give a connection "
                    + "string");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Finding.Fault(about, $"cannot {what}: no answer in time", Unreached);
        }
    }

    private const string Unreached = "see whether the address is right, the emulator runs, and no firewall or private endpoint is between";

    private static string CureOf(RequestFailedException fault, string role) => (fault.Status, fault.ErrorCode) switch
    {
        (0, _) => Unreached,
        (403, "AuthenticationFailed") =>
            "the key is another account's, was replaced, or the clock is wrong: copy the connection string anew",
        (401 or 403, _) =>
            $"give the identity the role {role}; a new role takes minutes to hold. Or a firewall of the account shuts you out",
        (429 or 503, _) => "the account is at its limits, or ill: try again in a minute",
        _ => "see what the service says; the account's page in the portal has its health",
    };
}
