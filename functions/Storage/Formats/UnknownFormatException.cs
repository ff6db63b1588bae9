namespace Grain.Functions.Storage.Formats;

/// <summary>
/// What is stored has a format that this version does not know: a newer one wrote it. Nothing is wrong with it; whoever knows it reads it.
/// </summary>
/// <param name="what">What has which format, and which this version knows.</param>
internal sealed class UnknownFormatException(string what) : Exception($"{what}. {Cure}")
{
    /// <summary>What to do.</summary>
    public const string Cure = "Run the version of Grain that wrote it, or a newer one; nothing was changed.";
}
