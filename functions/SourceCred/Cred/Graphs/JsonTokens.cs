using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Graphs;

/// <summary>
/// The tokens of a large JSON file one after another, as <see cref="Utf8JsonReader"/> has them, of a stream that is read once: memory holds
/// the longest token, and never the file.
/// </summary>
internal sealed class JsonTokens(Stream stream, string path)
{
    private const int DepthMax = 64;

    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool isLast;
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = DepthMax });
    private byte[] text = new byte[1 << 8];
    private int length;
    private byte[] scratch = new byte[1 << 10];

    /// <summary>The file, for complaints.</summary>
    public string Path => path;

    /// <summary>What kind of token it is.</summary>
    public JsonTokenType Type { get; private set; }

    /// <summary>The number, if it is one; NaN for what is no number that a double holds.</summary>
    public double Number { get; private set; }

    /// <summary>The text or the name of the member, without escapes, as UTF-8. It holds until the next token.</summary>
    public ReadOnlySpan<byte> Text => text.AsSpan(0, length);

    /// <summary>Room for whoever puts texts together.</summary>
    public ref byte[] Scratch => ref scratch;

    /// <summary>Goes on to the next token.</summary>
    /// <exception cref="InstanceException">It is no JSON, or ends too early.</exception>
    public void Next()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isLast, state);
            try
            {
                if (reader.Read())
                {
                    (start, state, Type) = (start + (int)reader.BytesConsumed, reader.CurrentState, reader.TokenType);
                    Take(ref reader);
                    return;
                }
            }
            catch (JsonException fault)
            {
                throw Fault($"it is no JSON: {fault.Message}");
            }
            catch (InvalidOperationException)
            {
                throw Fault("it has text that is no UTF-8");
            }

            if (isLast) throw Fault("it ends too early");
            (start, state) = (start + (int)reader.BytesConsumed, reader.CurrentState);
            Fill();
        }
    }

    /// <summary>Goes on, and asks for a kind of token.</summary>
    public void Expect(JsonTokenType type)
    {
        Next();
        if (Type != type) throw Fault($"there is a {Type} where a {type} should be");
    }

    /// <summary>Goes past the value that the next token begins.</summary>
    public void SkipValue()
    {
        var depth = 0;
        do
        {
            Next();
            if (Type is JsonTokenType.StartObject or JsonTokenType.StartArray) depth++;
            if (Type is JsonTokenType.EndObject or JsonTokenType.EndArray) depth--;
        }
        while (depth > 0);
    }

    /// <summary>A complaint about this file.</summary>
    public InstanceException Fault(string what) => new($"{path}: {what}");

    private void Take(ref Utf8JsonReader reader)
    {
        if (Type is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.Length > text.Length) text = new byte[2 * reader.ValueSpan.Length];
            length = reader.CopyString(text);
        }
        else if (Type == JsonTokenType.Number) Number = reader.TryGetDouble(out var number) ? number : double.NaN;
    }

    private void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        else if (end == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);

        try
        {
            var read = stream.Read(buffer.AsSpan(end));
            (isLast, end) = (read == 0, end + read);
        }
        catch (InvalidDataException fault)
        {
            throw Fault($"it cannot be unpacked: {fault.Message}");
        }
    }
}
