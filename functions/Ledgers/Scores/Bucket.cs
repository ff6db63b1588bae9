using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>A contributor's score in the legacy model.</summary>
/// <param name="Contributor">Whose.</param>
/// <param name="Total">The sum of all buckets.</param>
/// <param name="Buckets">How many there are.</param>
internal sealed record Score(string Contributor, Points Total, long Buckets);

/// <summary>What a write of a bucket changed.</summary>
/// <param name="Previous">What the bucket held before; absent when it is new.</param>
/// <param name="Before">The total before.</param>
/// <param name="After">The total after; the same as before when the bucket already held these points.</param>
/// <param name="Grant">The grant that the bucket also is, exactly as when it was first written.</param>
/// <param name="IsFirst">Whether it is the contributor's first bucket.</param>
internal sealed record BucketChange(Points? Previous, Points Before, Points After, Grant? Grant, bool IsFirst = false);

/// <summary>A bucket as it is now.</summary>
/// <param name="Key">What it is for.</param>
/// <param name="Points">What it holds.</param>
/// <param name="Grant">The grant that it also is, if it is one.</param>
internal sealed record Bucket(string Key, Points Points, Grant? Grant);
