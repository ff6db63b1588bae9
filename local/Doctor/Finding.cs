namespace Grain.Local.Doctor;

/// <summary>What was found.</summary>
/// <param name="Kind"><c>ok</c>, <c>look</c> (somebody should) or <c>fault</c>.</param>
/// <param name="About">What it is about, in a word.</param>
/// <param name="Text">What is so.</param>
/// <param name="Cure">What to do; absent where nothing is to be done.</param>
internal sealed record Finding(string Kind, string About, string Text, string? Cure = null)
{
    private const string FaultKind = "fault";

    /// <summary>Whether something does not work.</summary>
    public bool IsFault => Kind == FaultKind;

    public static Finding Ok(string about, string text) => new("ok", about, text);

    public static Finding Look(string about, string text, string cure) => new("look", about, text, cure);

    public static Finding Fault(string about, string text, string cure) => new(FaultKind, about, text, cure);
}

/// <summary>How findings are printed for programs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
internal sealed partial class FindingJson : JsonSerializerContext;
