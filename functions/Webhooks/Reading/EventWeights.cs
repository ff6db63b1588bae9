using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>How many points each kind of event is worth. Immutable.</summary>
public sealed class EventWeights
{
    private readonly IReadOnlyDictionary<string, Points> chosen;

    private EventWeights(IReadOnlyDictionary<string, Points> chosen) => this.chosen = chosen;

    /// <summary>The weights of a space that has chosen none; the table is in <c>docs/webhooks.md</c>.</summary>
    public static EventWeights Default { get; } = new(new Dictionary<string, Points>());

    /// <summary>Points of one event of the kind, never negative: the kind's own if none are chosen.</summary>
    internal Points this[EventKind kind] => chosen.TryGetValue(kind.Key, out var points) ? points : kind.DefaultPoints;

    /// <summary>The same weights but for the keys given, each of which replaces the weight it had.</summary>
    /// <param name="overrides">Points by key, for example <c>github:pull_request.merged</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative: contributing never costs points.</exception>
    public EventWeights With(IEnumerable<KeyValuePair<string, Points>> overrides)
    {
        var points = new Dictionary<string, Points>(chosen, StringComparer.Ordinal);
        foreach (var (key, amount) in overrides)
        {
            if (amount < Points.Zero) throw new ArgumentOutOfRangeException(nameof(overrides), $"{key}: {amount} is negative");
            points[key] = amount;
        }

        return new EventWeights(points);
    }
}
