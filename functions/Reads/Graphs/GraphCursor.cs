namespace Grain.Functions.Reads.Graphs;

/// <summary>Where a page of a graph ended: which graph it is, how it was shown, and how many of its parts are done.</summary>
/// <param name="Epoch">The epoch's id, or that it is the open one.</param>
/// <param name="Stamp">How the graph was shown.</param>
/// <param name="Done">How many parts are done.</param>
internal sealed record GraphCursor(string Epoch, string Stamp, int Done)
{
    /// <summary>What is wrong with a text that is none.</summary>
    public const string Rule = "must be the `next` of a page";

    /// <summary>What is wrong with one that is of another graph.</summary>
    public const string Outdated =
        "is of a graph that is no more: the open epoch was ranked again, or people are shown otherwise. Begin again without it";

    /// <summary>Reads a text that <see cref="ToString"/> gave; <see langword="null"/> if it is none.</summary>
    public static GraphCursor? Read(string text) =>
        text.Split('.') is [{ Length: > 0 } epoch, { Length: > 0 } stamp, var done]
            && int.TryParse(done, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(epoch, stamp, number) : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{Stamp}.{Done}");
}
