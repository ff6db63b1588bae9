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
        var listed = (await walk.SendAsync("GET", "/api/poison?queue=transfers")).GetProperty("queues")[0].GetProperty("messages");
        var (first, second) = (listed[0].GetProperty("id").GetString(), listed[1].GetProperty("id").GetString());
        var read = await walk.SendAsync("GET", $"/api/poison/transfers/messages/{first}");
        Assert.Contains("nowhere", read.GetProperty("text").GetString(), StringComparison.Ordinal);
        var dropped = await walk.SendAsync("POST", "/api/poison/transfers/drop", $$"""{"ids":["{{first}}"]}""");
        Assert.Equal(1, dropped.GetProperty("done").GetInt32());
        Assert.Equal(second, (await walk.SendAsync("GET", "/api/poison?queue=transfers")).GetProperty("queues")[0].GetProperty("messages")
            .EnumerateArray().Single(each => each.GetProperty("id").GetString() != first).GetProperty("id").GetString());
        Assert.True((await walk.SendAsync("POST", "/api/poison/transfers/replay", """{"all":true}""")).GetProperty("done").GetInt32() > 0);
    }
}
