using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Storage;

/// <summary>
/// The store goes away in the middle of the work and comes back: the work resumes by itself, and nothing is lost or doubled.
/// </summary>
public sealed class RestartTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain-azurite-");

    [Fact]
    public async Task Work_resumes_when_the_store_is_back_and_nothing_is_lost_or_doubled()
    {
        const int Total = 200;
        await using var azurite = await AzuriteServer.StartAsync(folder.FullName);
        var ports = (azurite.BlobPort, azurite.QueuePort, azurite.TablePort);
        var settings = Azurite.Settings();
        settings.RetriesMax = 60;
        var table = new StorageService(StorageAccount.Parse(azurite.ConnectionString), settings).Table("work");
        var half = new TaskCompletionSource();

        var work = Task.Run(async () =>
        {
            for (var i = 0; i < Total; i++)
            {
                if (i == Total / 4) half.SetResult();
                await AddOnceAsync(table, i);
            }
        });
        await half.Task;
        await azurite.StopAsync();
        Assert.False(azurite.IsRunning);
        await azurite.RestartAsync();
        await work;

        Assert.Equal(ports, (azurite.BlobPort, azurite.QueuePort, azurite.TablePort));
        var head = (await table.FindAsync("p", "head"))!;
        Assert.Equal(Total, head.Required<int>("count"));
        Assert.Equal(Total, await table.QueryAsync(Filters.Prefix("p", "entry~")).CountAsync());
    }

    [Fact]
    public async Task A_store_that_stays_away_is_one_error_and_not_a_hang()
    {
        var azurite = await AzuriteServer.StartAsync();
        var connectionString = azurite.ConnectionString;
        azurite.Kill();
        await azurite.DisposeAsync();
        var table = new StorageService(StorageAccount.Parse(connectionString), Azurite.Settings()).Table("work");
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddAsync(new TableEntity("p", "r")));
        Assert.True(failure.IsOutcomeUnknown());
        Assert.Contains("no answer in 6 tries", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>
    /// An append as a journal does it: entry and head in one transaction, and on a conflict the entry decides whether it was ours.
    /// </summary>
    private static async Task AddOnceAsync(Table table, int i)
    {
        while (await table.FindAsync("p", $"entry~{i:D4}") is null)
        {
            var head = await table.FindAsync("p", "head");
            var next = new TableEntity("p", "head") { ["count"] = (head?.Required<int>("count") ?? 0) + 1 };
            try
            {
                await table.TransactAsync(
                [
                    head is null ? new TableTransactionAction(TableTransactionActionType.Add, next)
                        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, next, head.ETag),
                    new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"entry~{i:D4}")),
                ]);
            }
            catch (RequestFailedException fault) when (fault.IsAlreadyExists() || fault.IsStale() || fault.IsOutcomeUnknown())
            {
                // Perhaps our own first try: read again.
            }
        }
    }
}
