using System.Text.Encodings.Web;

namespace Grain.Functions.Ledgers.Grants;

/// <summary>How grants are stored, sent through queues and answered: camelCase, absent instead of null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Grant))]
[JsonSerializable(typeof(GrantTotals))]
[JsonSerializable(typeof(GrantMessage))]
[JsonSerializable(typeof(IReadOnlyList<FormerId>))]
[JsonSerializable(typeof(GrantAnswer))]
[JsonSerializable(typeof(GrantAnswers))]
[JsonSerializable(typeof(GrantLineAnswer))]
[JsonSerializable(typeof(GrantPage))]
[JsonSerializable(typeof(ProofPage))]
internal sealed partial class GrantJson : JsonSerializerContext
{
    /// <summary>
    /// The form that is stored and hashed: text stays as people wrote it instead of as \u escapes. It is never put into HTML
    /// unescaped.
    /// </summary>
    public static GrantJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
