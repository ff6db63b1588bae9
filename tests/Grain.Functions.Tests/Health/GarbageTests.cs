using System.Net.Http.Json;
using System.Text.Json;
using Grain.Functions.Health;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Health;

/// <summary>What no function can make anything of lies beside its queue, says why, and can be shown, put back and taken out.</summary>
public sealed class GarbageTests(OwnAccount account) : IClassFixture<OwnAccount>
{
    private const string Long = "a message as long as a queue takes";

    /// <summary>As they are stored: texts in base64, and what is none.</summary>
    private static readonly string[] Stored =
    [
        "*** no base64 ***", Convert.ToBase64String([0xff, 0xfe, 0x00]),
        .. ((string[])
        [
            "no JSON", "null", "[]", "7", "{}", """{"space":null}""", """{"space":7}""", """{"space":"cut o""",
            """{"format":0,"space":"nowhere"}""", """{"format":-3}""", "\u0001\u001b[2J\u202e",
            Long + new string('x', (48 * 1024) - Long.Length),
        ]).Select(text => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text))),
    ];

    /// <summary>What each function makes of garbage is tested without a host: <see cref="Spaces.QueueMessageTests"/>.</summary>
    private static readonly string[] Some = ["grants", "transfers"];

    [Fact]
    public async Task Garbage_is_listed_shown_put_back_and_dropped_and_what_is_newer_waits()
    {
        var storage = new StorageService(StorageAccount.Parse(account.ConnectionString), Azurite.Settings());
        foreach (var queue in Some)
        {
            foreach (var stored in Stored) await storage.Queue(queue).SendStoredAsync(stored);
            await storage.Queue(queue).SendAsync("""{"format":99,"space":"nowhere"}""");
        }

        await using var app = await TestHost.StartAsync(account.ConnectionString);
        using var client = TestHost.ClientOf(app.Address);
        foreach (var queue in Some)
        {
            await Eventually.HoldsAsync(async () => await CountAsync(storage, queue) == Stored.Length);
            await IsShownAsync(client, queue);
            Assert.Equal(1, await storage.Queue(queue).CountAsync()); // that of the newer version
        }

        await IsTriedAgainAsync(client, storage);
        await ComesToNothingAsync(client, storage);
    }

    private async Task IsShownAsync(HttpClient client, string queue)
    {
        var listed = await ReadAsync(client, $"/api/poison?queue={queue}");
        var rows = listed.GetProperty("queues")[0].GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal(Stored.Length, rows.Length);
        Assert.All(rows, row => Assert.DoesNotContain("not known", row.GetProperty("reason").GetString(), StringComparison.Ordinal));
        var texts = new List<string>();
        foreach (var row in rows)
            texts.Add((await ReadAsync(client, $"/api/poison/{queue}/messages/{row.GetProperty("id").GetString()}"))
                .GetProperty("text").GetString()!);
        Assert.Equal(Stored.Select(stored => MessageQueue.TextOf(stored) ?? stored).Order(StringComparer.Ordinal),
            texts.Order(StringComparer.Ordinal));
        var (code, output, error) = await CommandLine.GrainAsync(account.ConnectionString, "poison", "list", "--queue", queue, "--all");
        Assert.True(code == 0, error);
        Assert.Equal(Stored.Length, output.Split("    reason: ").Length - 1);
        Assert.DoesNotContain(output, letter => letter == '\u202e' || (char.IsControl(letter) && letter is not ('\n' or '\r')));
    }

    private async Task IsTriedAgainAsync(HttpClient client, StorageService storage)
    {
        const string Queue = "transfers";
        var all = (await ReadAsync(client, $"/api/poison?queue={Queue}")).GetProperty("queues")[0].GetProperty("messages");
        var first = all[0].GetProperty("id").GetString()!;
        var second = all[1].GetProperty("id").GetString()!;
        var (code, output, _) = await CommandLine.GrainAsync(account.ConnectionString, "poison", "show", second);
        Assert.Equal(0, code);
        Assert.StartsWith($"queue:  {Queue}", output, StringComparison.Ordinal);
        Assert.Equal(1, await TakeAsync(client, $"/api/poison/{Queue}/replay", $$"""{"ids":["{{first}}"]}"""));
        (code, output, var error) = await CommandLine.GrainAsync(account.ConnectionString, "poison", "replay", "--queue", Queue);
        Assert.True(code == 0, error);
        Assert.Contains($"{Queue}: ", output, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => await CountAsync(storage, Queue) == Stored.Length); // each failed again
    }

    private async Task ComesToNothingAsync(HttpClient client, StorageService storage)
    {
        Assert.Equal(Stored.Length, await TakeAsync(client, "/api/poison/grants/drop", """{"all":true}"""));
        var (code, _, error) = await CommandLine.GrainAsync(account.ConnectionString, "poison", "drop", "--yes");
        Assert.True(code == 0, error);
        foreach (var queue in Some) Assert.Equal(0, await CountAsync(storage, queue));
        Assert.Empty(await storage.Table("failures").QueryAsync(null, default).ToListAsync());
    }

    [Fact]
    public async Task Why_a_message_failed_is_forgotten_when_nothing_is_left_of_it()
    {
        var time = new ShiftedTime();
        var failures = new FailureRecords(await Azurite.NewServiceAsync(), time, NullLogger<FailureRecords>.Instance);
        await failures.RecordAsync("grants", "old", 5, new InvalidDataException("no"));
        time.Ahead = TimeSpan.FromDays(7.5);
        await failures.SweepAsync(default);
        Assert.Equal("InvalidDataException: no", (await failures.FindAsync("grants", "old", default))!.Reason);
        await failures.RecordAsync("grants", "new", 1, new InvalidDataException("no"));
        time.Ahead = TimeSpan.FromDays(8.5);
        await failures.SweepAsync(default);
        Assert.Null(await failures.FindAsync("grants", "old", default));
        Assert.NotNull(await failures.FindAsync("grants", "new", default));
    }

    private static Task<int> CountAsync(StorageService storage, string queue) => storage.Queue(queue + PoisonMessages.Suffix).CountAsync();

    private static async Task<JsonElement> ReadAsync(HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));

    private static async Task<int> TakeAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("done").GetInt32();
    }
}
