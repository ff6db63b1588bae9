using System.Diagnostics;

namespace Grain.Functions.Hosting.Telemetry;

/// <summary>
/// Messages that say which trace they belong to: in the member <c>traceparent</c>, the last of their object. Readers pass over it who do
/// not know it, and a message without it is as good.
/// </summary>
internal static class TracedMessage
{
    private static ReadOnlySpan<byte> Member => "traceparent"u8;

    /// <summary>The text with the trace at hand; as it is if there is none, it is no object, or it names one already.</summary>
    public static string Carry(string text, string? trace) =>
        trace is null || text is not ['{', .., _, '}'] || IsNamed(text) ? text : $"{text[..^1]},\"traceparent\":\"{trace}\"}}";

    /// <summary>The trace that a message names; <see langword="null"/> if it names none.</summary>
    public static string? Of(string text)
    {
        if (!text.Contains("\"traceparent\"", StringComparison.Ordinal)) return null;
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isTrace = json.ValueTextEquals(Member);
                if (!json.Read()) return null;
                if (isTrace) return json.TokenType == JsonTokenType.String && IsTrace(json.GetString()) ? json.GetString() : null;
                json.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // its function says what is wrong with it
        }

        return null;
    }

    /// <summary>A message that was sent before goes on as it is; what somebody else wrote inside it does no harm either.</summary>
    private static bool IsNamed(string text) => text.Contains("\"traceparent\"", StringComparison.Ordinal);

    private static bool IsTrace(string? text) => ActivityContext.TryParse(text, null, out _);
}
