using Azure;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Epochs;

/// <summary>
/// What the failure of an attempt means: whether it passes by itself, how people are told, and how long the next attempt waits.
/// </summary>
internal static class EpochFailure
{
    /// <summary>After the first failure two minutes, then twice as long each time, up to 64.</summary>
    private const int DoublingsMax = 5;

    /// <summary>
    /// Whether it passes by itself: storage is away, or the process is asked to stop. Then the message is simply tried again.
    /// </summary>
    public static bool IsPassing(Exception e) =>
        e is OperationCanceledException or IOException or HttpRequestException or OutOfMemoryException
        || (e is RequestFailedException storage && (storage.IsOutcomeUnknown() || storage.IsStale()));

    /// <summary>The reason, for people. Only the app's own words are known to be good ones.</summary>
    public static string Describe(Exception e) => Redaction.Apply(e switch
    {
        OverflowException => $"An amount or number is too large to be reckoned with: {e.Message}",
        InvalidDataException => $"{e.Message} What is stored was changed or lost; bring it back from a copy.",
        UnknownFormatException or InvalidOperationException or Cred.CredRank.CredRankException or DistributionException
            or ArgumentException => e.Message,
        _ => $"{e.GetType().Name}: {e.Message}",
    });

    /// <summary>How long the next attempt waits after the attempt of this number.</summary>
    public static TimeSpan WaitAfter(int attempts) => TimeSpan.FromMinutes(2 << Math.Clamp(attempts - 1, 0, DoublingsMax));
}
