namespace Grain.Functions.Webhooks.Proof;

/// <summary>
/// A secret of a sender, and when it is good. Written as a mere text if it is always good, else as
/// <c>{"secret":"…","notBefore":"…","notAfter":"…"}</c>.
/// </summary>
/// <param name="Text">The secret, <c>env:</c> and the name of a setting, or the mask.</param>
/// <param name="NotBefore">The first moment at which it is good.</param>
/// <param name="NotAfter">The last one.</param>
[JsonConverter(typeof(WebhookSecretJsonConverter))]
public sealed record WebhookSecret(string Text, DateTimeOffset? NotBefore = null, DateTimeOffset? NotAfter = null)
{
    /// <summary>What the API document says of it.</summary>
    internal const string JsonForm =
        """
        {
          "description": "A secret, masked where it is shown; or one that is good for a time only.",
          "oneOf": [
            { "type": "string" },
            {
              "type": "object",
              "properties": {
                "secret": { "type": "string" },
                "notBefore": { "type": "string", "format": "date-time" },
                "notAfter": { "type": "string", "format": "date-time" }
              },
              "required": ["secret"],
              "additionalProperties": false
            }
          ]
        }
        """;

    /// <summary>Whether it is good at a moment.</summary>
    public bool IsLive(DateTimeOffset at) => !(at < NotBefore) && !(at > NotAfter);

    /// <summary>Never the secret.</summary>
    public override string ToString() => "***";
}

/// <summary>Reads and writes a secret; nothing else of it is taken for granted.</summary>
internal sealed class WebhookSecretJsonConverter : JsonConverter<WebhookSecret>
{
    public override bool HandleNull => true; // or null would get past Read

    public override WebhookSecret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new WebhookSecret(reader.GetString()!);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new SentException("A secret is a text, or an object with secret, notBefore and notAfter.");
        string? text = null;
        DateTimeOffset? notBefore = null, notAfter = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "secret" when reader.TokenType == JsonTokenType.String: text = reader.GetString(); break;
                case "notBefore": notBefore = Time(ref reader); break;
                case "notAfter": notAfter = Time(ref reader); break;
                case not "secret" when options.UnmappedMemberHandling == JsonUnmappedMemberHandling.Skip: reader.Skip(); break;
                default: throw new SentException("A secret has the members secret (a text), notBefore and notAfter.");
            }
        }

        return new WebhookSecret(text ?? throw new SentException("The member secret is missing."), notBefore, notAfter);
    }

    public override void Write(Utf8JsonWriter writer, WebhookSecret value, JsonSerializerOptions options)
    {
        if (value is { NotBefore: null, NotAfter: null })
        {
            writer.WriteStringValue(value.Text);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("secret", value.Text);
        if (value.NotBefore is { } notBefore) writer.WriteString("notBefore", notBefore);
        if (value.NotAfter is { } notAfter) writer.WriteString("notAfter", notAfter);
        writer.WriteEndObject();
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        using var document = JsonDocument.ParseValue(ref reader);
        return OutsideTime.TryRead(document.RootElement, out var time)
            ? time.ToUniversalTime()
            : throw new SentException("The ends of a secret's time are times such as 2026-11-15T08:30:00Z.");
    }
}
