namespace Grain.Local.Api;

/// <summary>One webhook as GitHub sends it.</summary>
/// <param name="Event">What goes into <c>X-GitHub-Event</c>.</param>
/// <param name="Id">What goes into <c>X-GitHub-Delivery</c>.</param>
/// <param name="Body">The body, to the byte: the signature covers it.</param>
internal sealed record WebhookDelivery(string Event, Guid Id, byte[] Body)
{
    /// <summary>A delivery whose id follows from what it says, so that every run sends the same ones.</summary>
    public static WebhookDelivery Of(string eventName, byte[] body)
    {
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(eventName), (byte)'\n', .. body]);
        return new WebhookDelivery(eventName, new Guid(hash.AsSpan(0, 16)), body);
    }

    /// <summary>Reads the payloads of the npm package <c>@octokit/webhooks-examples</c>.</summary>
    /// <param name="path">Its <c>index.json</c>: an array of events, each with its <c>name</c> and its <c>examples</c>.</param>
    /// <exception cref="InvalidOperationException">It is not there, or not what it should be.</exception>
    public static IReadOnlyList<WebhookDelivery> ReadExamples(string path)
    {
        if (!File.Exists(path))
            throw new InvalidOperationException($"There are no payloads in {path}: run 'npm ci' in the repository's root.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return
            [
                .. from happening in document.RootElement.EnumerateArray()
                   from example in happening.GetProperty("examples").EnumerateArray()
                   select Of(happening.GetProperty("name").GetString()!, Encoding.UTF8.GetBytes(example.GetRawText())),
            ];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{path} does not list payloads: {fault.Message}", fault);
        }
    }

    /// <summary>The value of <c>X-Hub-Signature-256</c>: HMAC-SHA-256 of the body under the webhook's secret.</summary>
    public string Sign(string secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body));
}
