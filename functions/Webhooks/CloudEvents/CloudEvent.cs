using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Standard;

namespace Grain.Functions.Webhooks.CloudEvents;

/// <summary>Reads CloudEvents 1.0 in the three content modes of its HTTP binding.</summary>
internal static class CloudEvent
{
    private const string Version = "1.0";
    public const string Structured = "application/cloudevents+json";
    public const string Batched = "application/cloudevents-batch+json";
    private const string AnyCloudEvents = "application/cloudevents";

    /// <summary>As many as the API takes grants at once.</summary>
    private const int EventsMax = 1000;

    /// <summary>Reads a delivery. Never throws for anything in it.</summary>
    public static WebhookEvent Read(WebhookArrival arrival)
    {
        var type = arrival.Header("Content-Type");
        var media =
            type[..(type.IndexOf(';', StringComparison.Ordinal) is var end && end < 0 ? type.Length : end)].Trim().ToLowerInvariant();
        return media switch
        {
            Structured => Parsed(arrival, root => One(root, "$", arrival.At)),
            Batched => Parsed(arrival, root => Batch(root, arrival.At)),
            _ when media.StartsWith(AnyCloudEvents, StringComparison.Ordinal) => new(
                "", "", new WebhookOutcome.Malformed(
                    $"the content type {BoundedText.Line(media, 60)} is none of CloudEvents' JSON formats")),
            _ => Binary(arrival),
        };
    }

    private static WebhookEvent Binary(WebhookArrival arrival)
    {
        string Attribute(string name) => Uri.UnescapeDataString(arrival.Header("ce-" + name));
        var (id, type) = (Attribute("id"), Attribute("type"));
        if (Missing("the header ce-", Attribute("specversion"), id, Attribute("source"), type) is { } fault)
            return new WebhookEvent(type, id, fault);
        return Parsed(arrival, data => new WebhookEvent(type, id, GrainEvent.Read(type, data, "$", arrival.At)));
    }

    private static WebhookEvent One(JsonElement element, string path, DateTimeOffset at)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return new WebhookEvent("", "", new WebhookOutcome.Malformed($"{path} is not an object"));
        string Attribute(string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var (id, type) = (Attribute("id"), Attribute("type"));
        if (Missing($"{path}.", Attribute("specversion"), id, Attribute("source"), type) is { } fault)
            return new WebhookEvent(type, id, fault);
        if (!element.TryGetProperty("data_base64", out var base64) || base64.ValueKind == JsonValueKind.Null)
        {
            var hasData = element.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null;
            return new WebhookEvent(type, id, GrainEvent.Read(type, hasData ? data : null, $"{path}.data", at));
        }

        if (base64.ValueKind != JsonValueKind.String || !base64.TryGetBytesFromBase64(out var bytes))
            return new WebhookEvent(type, id, new WebhookOutcome.Malformed($"{path}.data_base64 is not base64"));
        return Parsed(bytes, type, id, root => new WebhookEvent(type, id, GrainEvent.Read(type, root, $"{path}.data_base64", at)));
    }

    /// <summary>The events of a batch that can be read; the others are left out.</summary>
    private static WebhookEvent Batch(JsonElement root, DateTimeOffset at)
    {
        if (root.ValueKind != JsonValueKind.Array) return new WebhookEvent("batch", "", new WebhookOutcome.Malformed("$ is not an array"));
        if (root.GetArrayLength() > EventsMax)
            return new WebhookEvent("batch", "", new WebhookOutcome.Malformed($"$ has more than {EventsMax} events"));
        var (grants, tasks, facts, leftOut) = (new List<Grant>(), new List<TaskCredit>(), new List<JsonElement>(), new List<Fault>());
        var (reasons, first) = (new HashSet<string>(StringComparer.Ordinal), "");
        foreach (var (index, element) in root.EnumerateArray().Index())
        {
            var told = One(element, $"$[{index}]", at);
            if (index == 0) first = told.Delivery;
            if (told.Outcome is WebhookOutcome.Malformed malformed)
                leftOut.AddRange(malformed.Faults.Count > 0 ? malformed.Faults : [new Fault($"$[{index}]", malformed.Fault)]);
            if (told.Outcome is WebhookOutcome.Ignored ignored && reasons.Count < 3) reasons.Add(ignored.Reason);
            if (told.Outcome is not WebhookOutcome.Normalised normalised) continue;
            grants.AddRange(normalised.Grants);
            tasks.AddRange(normalised.Tasks);
            facts.AddRange(normalised.Facts);
            leftOut.AddRange(normalised.LeftOut);
        }

        return new WebhookEvent("batch", first, grants.Count + tasks.Count + facts.Count > 0
            ? new WebhookOutcome.Normalised(grants) { Tasks = tasks, Facts = facts, LeftOut = leftOut }
            : leftOut.Count > 0 ? WebhookOutcome.Malformed.Of(leftOut)
            : new WebhookOutcome.Ignored(reasons.Count > 0 ? string.Join("; ", reasons) : "the batch is empty"));
    }

    private static WebhookOutcome.Malformed? Missing(string place, string version, string id, string source, string type) =>
        version != Version ? new($"{place}specversion is not {Version}")
        : id.Length == 0 ? new($"{place}id is missing")
        : source.Length == 0 ? new($"{place}source is missing")
        : type.Length == 0 ? new($"{place}type is missing")
        : null;

    private static WebhookEvent Parsed(WebhookArrival arrival, Func<JsonElement, WebhookEvent> read) => Parsed(arrival.Body, "", "", read);

    private static WebhookEvent Parsed(ReadOnlyMemory<byte> body, string type, string id, Func<JsonElement, WebhookEvent> read)
    {
        if (!StrictJson.TryParse(body, out var document, out var fault))
            return new WebhookEvent(type, id, new WebhookOutcome.Malformed(fault));
        using (document) return read(document.RootElement);
    }
}
