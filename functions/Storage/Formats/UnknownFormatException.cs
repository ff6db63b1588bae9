namespace Grain.Functions.Storage.Formats;

/// <summary>
/// What is stored has a format that this version does not know: a newer one wrote it. Nothing is wrong with it; whoever knows it reads it.
/// </summary>
/// <param name="kind">The kind of what it is.</param>
/// <param name="what">What has which format, and which this version knows.</param>
internal sealed class UnknownFormatException(string kind, string what) : Exception($"{what}. {Cure}")
{
    /// <summary>The kind of what it is, for who tells each kind once.</summary>
    public string Kind { get; } = kind;

    /// <summary>What to do.</summary>
    public const string Cure = "Run the version of Grain that wrote it, or a newer one; nothing was changed.";
}
