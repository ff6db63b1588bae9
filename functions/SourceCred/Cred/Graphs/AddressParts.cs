namespace Grain.Functions.SourceCred.Cred.Graphs;

/// <summary>An address that stands as a list of its parts.</summary>
internal static class AddressParts
{
    /// <summary>Reads a list that has begun, as the one address that it makes. It holds until the next one is read.</summary>
    /// <param name="tokens">At the beginning of the list.</param>
    /// <param name="kind"><c>N</c> of a node, <c>E</c> of an edge.</param>
    public static ReadOnlySpan<byte> Read(JsonTokens tokens, char kind)
    {
        if (tokens.Type != JsonTokenType.StartArray) throw tokens.Fault("it has an address that is no list of texts");
        ref var bytes = ref tokens.Scratch;
        (bytes[0], bytes[1]) = ((byte)kind, 0);
        var length = 2;
        for (tokens.Next(); tokens.Type == JsonTokenType.String; tokens.Next())
        {
            if (length + tokens.Text.Length + 1 > bytes.Length) Array.Resize(ref bytes, 2 * (length + tokens.Text.Length + 1));
            tokens.Text.CopyTo(bytes.AsSpan(length));
            length += tokens.Text.Length;
            bytes[length++] = 0;
        }

        return tokens.Type == JsonTokenType.EndArray ? bytes.AsSpan(0, length)
            : throw tokens.Fault("it has an address that is no list of texts");
    }

    /// <summary>The parts of an address; none if it is none.</summary>
    public static string[] Of(string address) =>
        address.Length > 2 && address[1] == '\0' && address[^1] == '\0' ? address[2..^1].Split('\0') : [];

    /// <summary>The address of a node with these parts.</summary>
    public static string Node(params IEnumerable<string> parts) => $"N\0{string.Concat(parts.Select(part => part + '\0'))}";
}
