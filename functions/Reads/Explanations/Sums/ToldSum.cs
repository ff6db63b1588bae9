namespace Grain.Functions.Reads.Explanations.Sums;

/// <summary>
/// An amount and what it is made of. The groups and the rest add up to it, exactly and as they are shown.
/// </summary>
/// <param name="Amount">How much in all.</param>
/// <param name="Shown">The same rounded for people.</param>
/// <param name="Groups">What it is made of by kind, most first.</param>
/// <param name="Rest">All other kinds, and what is too old to be told; absent if there is nothing.</param>
internal sealed record ToldSum<T>(T Amount, string Shown, IReadOnlyList<ToldGroup<T>> Groups, ToldRest<T>? Rest);

/// <summary>All of one kind. The items and the rest add up to it, exactly and as they are shown.</summary>
/// <param name="Kind">What they are, in a word for programs.</param>
/// <param name="What">The same for people, with their number: <c>40 merged pull requests</c>.</param>
/// <param name="Count">How many.</param>
/// <param name="Amount">How much they come to.</param>
/// <param name="Shown">The same rounded for people.</param>
/// <param name="Percent">Their part of the whole; the percents of all groups and the rest add up to 100. Absent where parts may be below
/// zero.</param>
/// <param name="Items">The newest of them and the largest one, newest first.</param>
/// <param name="Rest">All others; absent if there are none.</param>
internal sealed record ToldGroup<T>(
    string Kind, string What, int Count, T Amount, string Shown, int? Percent, IReadOnlyList<ToldItem<T>> Items,
    ToldRest<T>? Rest);

/// <summary>One thing.</summary>
/// <param name="Id">The grant, contribution, contributor or epoch.</param>
/// <param name="Title">What people call it; absent if its sender told none.</param>
/// <param name="Url">Where to look at it, if its sender told that.</param>
/// <param name="At">When it was.</param>
/// <param name="Amount">How much of it.</param>
/// <param name="Shown">The same rounded for people.</param>
/// <param name="IsLargest">Whether none of its group is larger.</param>
/// <param name="Parts">What the amount is made of, where that is known: the policies of an epoch. They add up to it.</param>
internal sealed record ToldItem<T>(
    string Id, string? Title, string? Url, DateTimeOffset? At, T Amount, string Shown, bool IsLargest,
    IReadOnlyList<ToldPart<T>>? Parts)
{
    /// <summary>Who gave it, of a grant that was proposed and reviewed.</summary>
    public string? Giver { get; init; }

    /// <summary>Who approved it.</summary>
    public string? Reviewer { get; init; }
}

/// <summary>A part of one thing.</summary>
internal sealed record ToldPart<T>(string Kind, string What, T Amount, string Shown);

/// <summary>What is not told one by one.</summary>
/// <param name="Count">How many things.</param>
/// <param name="Amount">How much they come to.</param>
/// <param name="Shown">The same rounded for people.</param>
/// <param name="Percent">Their part of the whole, where groups have one.</param>
internal sealed record ToldRest<T>(long Count, T Amount, string Shown, int? Percent);
