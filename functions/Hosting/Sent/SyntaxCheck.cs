namespace Grain.Functions.Hosting.Sent;

/// <summary>Finds why a text is not the JSON that <see cref="SentJson"/> takes, in words for people and with the place.</summary>
internal static class SyntaxCheck
{
    /// <summary>Goes through a text that the parser refused.</summary>
    /// <exception cref="SentException">The first fault; there may be none.</exception>
    public static void Run(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = SentJson.DepthMax + 1 });
        var open = new Stack<Level>();
        var end = 0; // of the last token
        try
        {
            for (; reader.Read(); end = (int)reader.BytesConsumed)
                if (FaultOf(ref reader, open) is { } fault)
                    throw SentJson.At([new Fault(PathOf(open), fault)], json[..(int)reader.TokenStartIndex]);
        }
        catch (JsonException fault) when (fault is not SentException)
        {
            var at = OffsetOf(json, fault.LineNumber ?? 0, fault.BytePositionInLine ?? 0);
            var words =
                at >= json.Length ? "ends too early" : json[at] is > 0x20 and < 0x7f
                ? $"'{(char)json[at]}' does not belong here" : $"the byte 0x{json[at]:x2} does not belong here";
            if (open.TryPeek(out var inner) && (inner.Index < 0 ? at < json.Length : json[end..Math.Max(end, at)].Contains((byte)',')))
                inner.Index++; // it is the next element, which is no token
            throw SentJson.At([new Fault(PathOf(open), words)], json[..at]);
        }
    }

    private static string? FaultOf(ref Utf8JsonReader reader, Stack<Level> open)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            open.Peek().Name = null;
            if (NameOf(ref reader) is not { } name) return "the name of this property is not Unicode text";
            open.Peek().Name = name;
            return open.Peek().Names.Add(name) ? null : "occurs twice in its object";
        }

        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) open.Pop();
        else if (open.Count > 0 && open.Peek().IsArray) open.Peek().Index++;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            if (open.Count == SentJson.DepthMax) return $"has a depth of more than {SentJson.DepthMax} levels";
            open.Push(new Level(reader.TokenType == JsonTokenType.StartArray));
        }
        else if (open.Count > 0)
        {
            open.Peek().Name = null; // the member is read
        }

        return null;
    }

    private static string? NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string PathOf(Stack<Level> open) => "$" + string.Concat(open.Reverse().Select(level => level switch
    {
        { IsArray: true, Index: >= 0 } => string.Create(CultureInfo.InvariantCulture, $"[{level.Index}]"),
        { Name: { } name } => $".{name}",
        _ => "",
    }));

    private static int OffsetOf(ReadOnlySpan<byte> json, long line, long position)
    {
        var start = 0;
        for (; line > 0; line--) start += json[start..].IndexOf((byte)'\n') + 1;
        return Math.Min(json.Length, start + (int)position);
    }

    /// <summary>An object or an array that is not at its end yet.</summary>
    private sealed class Level(bool isArray)
    {
        public bool IsArray => isArray;

        /// <summary>The member that is being read.</summary>
        public string? Name { get; set; }

        public int Index { get; set; } = -1;

        public HashSet<string> Names { get; } = [];
    }
}
