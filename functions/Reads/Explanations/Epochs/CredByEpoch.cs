namespace Grain.Functions.Reads.Explanations.Epochs;

/// <summary>Cred of closed epochs, one by one, in parts that add up to it: what a stacked picture shows.</summary>
/// <param name="Space">The space.</param>
/// <param name="By">What the parts are: people or modules.</param>
/// <param name="Epochs">The epochs, oldest first; none before the first is closed.</param>
/// <param name="Cred">The cred of each.</param>
/// <param name="Parts">The largest parts, the largest first.</param>
internal sealed record CredByEpochAnswer(
    string Space, string By, IReadOnlyList<string> Epochs, IReadOnlyList<double> Cred, IReadOnlyList<CredOfPart> Parts)
{
    /// <summary>Whose cred it is, if it is one person's.</summary>
    public string? Contributor { get; init; }

    /// <summary>All other parts together; absent if there are none.</summary>
    public CredOfOthers? Others { get; init; }
}

/// <summary>A part of the cred.</summary>
/// <param name="Kind"><c>person</c>; <c>module</c>; <c>people</c>: what came from other people, and not from contributions;
/// <c>epochs</c>: what was moved here from the person's epochs before and after.</param>
/// <param name="Id">The person's id, or the module; the kind again for what is neither.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Cred">How much of each epoch.</param>
internal sealed record CredOfPart(string Kind, string Id, string Name, IReadOnlyList<double> Cred);

/// <summary>Parts that are not told one by one.</summary>
/// <param name="Count">How many they are.</param>
/// <param name="Cred">How much they have together of each epoch.</param>
internal sealed record CredOfOthers(int Count, IReadOnlyList<double> Cred);

/// <summary>How it is answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CredByEpochAnswer))]
internal sealed partial class CredByEpochJson : JsonSerializerContext;
