using System.Text.Encodings.Web;

namespace Grain.Local.CommandLine;

/// <summary>JSON that is put together here and shown on a terminal, never in a web page: names and quotes stay as they are.</summary>
internal static class ReadableJson
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
