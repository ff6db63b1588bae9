using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Grain.Functions.Hosting;

/// <summary>How one event becomes one line, line feed included, in UTF-8.</summary>
internal abstract class LineFormat
{
    /// <summary>For machines: a JSON object.</summary>
    public static LineFormat Json { get; } = new JsonLine();

    /// <summary>For people: time, level, where, what.</summary>
    public static LineFormat Plain { get; } = new PlainLine();

    public abstract ReadOnlyMemory<byte> Line(DateTimeOffset at, LogLevel level, string category, string message, string? exception);

    private sealed class JsonLine : LineFormat
    {
        // Log readers are no browsers: quotes and non-ASCII letters need no \u escapes.
        private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public override ReadOnlyMemory<byte> Line(DateTimeOffset at, LogLevel level, string category, string message, string? exception)
        {
            var buffer = new ArrayBufferWriter<byte>(256);
            using (var writer = new Utf8JsonWriter(buffer, Options))
            {
                writer.WriteStartObject();
                writer.WriteString("time", at.UtcDateTime);
                writer.WriteString("level", level.ToString());
                writer.WriteString("source", category);
                writer.WriteString("message", message);
                if (exception is not null) writer.WriteString("exception", exception);
                writer.WriteEndObject();
            }

            buffer.Write("\n"u8);
            return buffer.WrittenMemory;
        }
    }

    private sealed class PlainLine : LineFormat
    {
        public override ReadOnlyMemory<byte> Line(DateTimeOffset at, LogLevel level, string category, string message, string? exception)
        {
            var line = new StringBuilder()
                .Append(CultureInfo.InvariantCulture, $"{at.UtcDateTime:HH:mm:ss.fff} {level.ToString().ToLowerInvariant(),-11} {category}: ");
            AppendOnOneLine(line, message);
            if (exception is not null) AppendOnOneLine(line.Append(" | "), exception);
            return Encoding.UTF8.GetBytes(line.Append('\n').ToString());
        }

        // A caller's text must not be able to forge a second line.
        private static void AppendOnOneLine(StringBuilder line, string text)
        {
            foreach (var c in text)
            {
                if (c == '\n') line.Append(" | ");
                else if (!char.IsControl(c)) line.Append(c);
            }
        }
    }
}
