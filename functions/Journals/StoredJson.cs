using System.Text.Encodings.Web;

namespace Grain.Functions.Journals;

/// <summary>How ledgers write what is stored and hashed.</summary>
internal static class StoredJson
{
    /// <summary>
    /// Options for one context: camelCase, and text stays as people wrote it instead of as \u escapes. It is never put into HTML unescaped.
    /// </summary>
    /// <param name="absent">What is left out: nulls, or whatever is zero, false or null.</param>
    public static JsonSerializerOptions Leaving(JsonIgnoreCondition absent) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = absent,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
