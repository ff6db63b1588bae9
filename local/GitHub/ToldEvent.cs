using System.Buffers;
using System.Text.Json.Nodes;

namespace Grain.Local.GitHub;

/// <summary>Something that happened in a repository, as the webhook would have told it.</summary>
/// <param name="Name">The event: <c>issues</c>.</param>
/// <param name="Body">The payload.</param>
/// <param name="About">What it is about, for people: <c>issue #12</c>.</param>
internal sealed record ToldEvent(string Name, ReadOnlyMemory<byte> Body, string About)
{
    /// <summary>Makes the payload.</summary>
    /// <param name="name">The event.</param>
    /// <param name="action">Its action.</param>
    /// <param name="about">See <see cref="About"/>.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="members">The payload's other members; lists in them are left out.</param>
    public static ToldEvent Of(string name, string action, string about, JsonObject repository,
        params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("action", action);
            Write(writer, "repository", repository);
            foreach (var member in members) Write(writer, member.Name, member.Value);
            writer.WriteEndObject();
        }

        return new ToldEvent(name, buffer.WrittenMemory, about);
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonNode? value)
    {
        writer.WritePropertyName(name);
        if (value is JsonObject thing)
        {
            writer.WriteStartObject();
            foreach (var (member, part) in thing)
                if (part is not JsonObject list || !list.ContainsKey("pageInfo")) Write(writer, member, part);
            writer.WriteEndObject();
        }
        else if (value is null) writer.WriteNullValue();
        else value.WriteTo(writer);
    }
}
