namespace Grain.Functions.Webhooks.Reading;

/// <summary>What a text mentioned before an edit, and what it mentions since.</summary>
/// <param name="Before">The nodes that it mentioned.</param>
/// <param name="After">The nodes that it mentions.</param>
internal sealed record Mentions(IReadOnlyCollection<string> Before, IReadOnlyCollection<string> After)
{
    /// <summary>Of a text that did not change.</summary>
    public static Mentions Same { get; } = new([], []);

    /// <summary>What is new.</summary>
    public IReadOnlyCollection<string> Added => [.. After.Except(Before)];

    /// <summary>What is gone.</summary>
    public IReadOnlyCollection<string> Removed => [.. Before.Except(After)];

    /// <summary>What stayed.</summary>
    public IReadOnlyCollection<string> Kept => [.. After.Intersect(Before)];

    /// <summary>What tells this edit from others of the same moment.</summary>
    public string Mark => BoundedText.Hash($"{string.Join('\n', Before)}\n\n{string.Join('\n', After)}");
}
