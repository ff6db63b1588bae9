using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Grain.Functions.Tests.Hosting;
using Grain.Local.Api;
using Xunit;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>
/// Plays acts of the recipe against an app, one after the other: what is in queues is done before the next, so that the order is always the
/// same.
/// </summary>
internal sealed class FixturePlayer(FixtureApp app, FixtureClock clock, string connectionString)
{
    /// <summary>
    /// In the order in which they fill each other. <c>credit-events</c> and <c>transfers</c> are left out: their messages wait for
    /// their time, and change nothing here.
    /// </summary>
    private static readonly string[] Queues = ["task-credits", "activity", "epochs", "grants"];

    private readonly QueueServiceClient queues =
        new(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
    private string code = "";
    private bool isReady;

    /// <summary>Sets the clock, acts, and checks the answer.</summary>
    public async Task PlayAsync(FixtureStep step)
    {
        if (!isReady) foreach (var queue in Queues) await queues.GetQueueClient(queue).CreateIfNotExistsAsync();
        (isReady, clock.Now) = (true, step.At);
        switch (step.Act)
        {
            case FixtureAct.Timer:
                await app.RunTimerAsync(step.Path);
                break;
            case FixtureAct.Message:
                await queues.GetQueueClient(step.Path).SendMessageAsync(step.Body);
                break;
            default:
                await SendAsync(step);
                break;
        }

        if (step.IsQueued) await FinishAsync();
    }

    /// <summary>Closes all epochs of a space that are due.</summary>
    public async Task CloseEpochsAsync(string space)
    {
        using var asked = await app.Client.PostAsync(new Uri($"/api/spaces/{space}/epochs", UriKind.Relative), null);
        Assert.True(asked.IsSuccessStatusCode, await asked.Content.ReadAsStringAsync());
        await Eventually.HoldsAsync(async () =>
            !JsonDocument.Parse(await app.Client.GetStringAsync(new Uri($"/api/spaces/{space}/epochs",
                UriKind.Relative))).RootElement.TryGetProperty("due", out _));
    }

    /// <summary>Waits until the queues are empty.</summary>
    private async Task FinishAsync()
    {
        foreach (var queue in Queues.Select(queues.GetQueueClient))
            await Eventually.HoldsAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
    }

    private async Task SendAsync(FixtureStep step)
    {
        using var request =
            new HttpRequestMessage(step.Method, $"/api/spaces/{step.Path.Replace("{code}", code, StringComparison.Ordinal)}");
        if (step.Method != HttpMethod.Get) request.Content =
            new ByteArrayContent(Encoding.UTF8.GetBytes(step.Body)) { Headers = { ContentType = new MediaTypeHeaderValue(step.Media) } };
        if (step.RespondAsync) request.Headers.Add("Prefer", "respond-async");
        if (step.Webhook is (var sender, var name, var delivery, var secret) && sender is not null)
            Sign(request, step, sender, name, delivery, secret);
        using var answer = await app.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(IsExpected((int)answer.StatusCode, step), $"{step.Method} {step.Path} {step.Body}: {(int)answer.StatusCode} {text}");
        if (answer.Content.Headers.ContentType?.MediaType == "application/json"
            && JsonDocument.Parse(text).RootElement is { ValueKind: JsonValueKind.Object } json
            && json.TryGetProperty("code", out var made)) code = made.GetString()!;
    }

    /// <summary>What was made the first time is merely found the second time.</summary>
    private static bool IsExpected(int status, FixtureStep step) =>
        status == step.Status || (step.CountsOnce && (status, step.Status) == (200, 201));

    private void Sign(HttpRequestMessage request, FixtureStep step, string sender, string name, string delivery, string? secret)
    {
        foreach (var (header, value) in SignedDelivery.HeadersOf(sender, name, delivery, Encoding.UTF8.GetBytes(step.Body), secret,
            clock.Now))
        {
            if (header == "Content-Type") request.Content!.Headers.ContentType = new MediaTypeHeaderValue(value);
            else request.Headers.TryAddWithoutValidation(header, value);
        }
    }
}
