namespace Grain.Functions.Limits;

/// <summary>
/// Messages of spaces that are at their limit go back into their queue, to be taken when there may be room again. Each is sent before the
/// one at hand is let go, so none is lost; and none counts as a try.
/// </summary>
internal sealed class WaitingMessages(StorageService storage)
{
    /// <summary>The removal of deleted spaces: it frees what they take.</summary>
    private const string Removal = "spaces";

    private const string Grants = "grants";

    /// <summary>Owners may give a space more at any time.</summary>
    internal static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(15);

    /// <summary>Puts a message back, if it has to wait.</summary>
    public async Task<bool> PutBackAsync(Tally tally, string queue, string text, CancellationToken cancellation)
    {
        if (queue == Removal || (tally.Capped() ?? (queue == Grants ? tally.FullOfGrants() : null)) is not { } reached) return false;
        await storage.For("usage").Queue(queue).SendAsync(text, reached.Wait < WaitMax ? reached.Wait : WaitMax, cancellation);
        return true;
    }

    /// <summary>The space that a message names; <see langword="null"/> if it names none.</summary>
    internal static string? SpaceOf(string text)
    {
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isSpace = json.ValueTextEquals("space");
                if (!json.Read()) return null;
                if (isSpace) return json.TokenType == JsonTokenType.String ? json.GetString() : null;
                json.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // its function says what is wrong with it
        }

        return null;
    }
}
