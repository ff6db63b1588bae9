using Grain.Functions.Health;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>What those ask who run the app.</summary>
internal static class WalkOfOperators
{
    public static async Task PoisonAsync(this ApiWalker walk, GrainApp app)
    {
        var storage = new StorageService(StorageAccount.Parse(app.ConnectionString), Azurite.Settings());
        foreach (var text in (string[])["""{"space":"nowhere-1","accounts":[]}""", """{"space":"nowhere-2","accounts":[]}"""])
            await storage.Queue("transfers" + PoisonMessages.Suffix).SendAsync(text);
        await walk.SendAsync("GET", "/api/status");
        await walk.SendAsync("GET", "/api/poison");
        var (first, second) = (await IdOfAsync(walk, "nowhere-1"), await IdOfAsync(walk, "nowhere-2"));
        var dropped = await walk.SendAsync("POST", "/api/poison/transfers/drop", $$"""{"ids":["{{first}}"]}""");
        Assert.Equal(1, dropped.GetProperty("done").GetInt32());
        var replayed = await walk.SendAsync("POST", "/api/poison/transfers/replay", $$"""{"ids":["{{second}}"]}""");
        Assert.Equal(1, replayed.GetProperty("done").GetInt32());
    }

    private static async Task<string> IdOfAsync(ApiWalker walk, string space)
    {
        var listed = (await walk.SendAsync("GET", "/api/poison?queue=transfers")).GetProperty("queues")[0].GetProperty("messages");
        foreach (var id in listed.EnumerateArray().Select(message => message.GetProperty("id").GetString()!))
        {
            var read = await walk.SendAsync("GET", $"/api/poison/transfers/messages/{id}");
            if (read.GetProperty("text").GetString()!.Contains(space, StringComparison.Ordinal)) return id;
        }

        throw new InvalidOperationException($"No message is of {space}.");
    }
}
