using System.Collections.Frozen;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>How many points each kind of event is worth. Immutable; an unknown kind is worth nothing.</summary>
public sealed class EventWeights
{
    private readonly FrozenDictionary<string, Points> points;

    private EventWeights(FrozenDictionary<string, Points> points) => this.points = points;

    /// <summary>The weights of a space that has chosen none; the table is in <c>docs/webhooks.md</c>.</summary>
    public static EventWeights Default { get; } =
        new(WebhookSenders.Kinds.ToFrozenDictionary(kind => kind.Key, kind => kind.DefaultPoints, StringComparer.Ordinal));

    /// <summary>Every key that has a weight, with its points.</summary>
    public IReadOnlyDictionary<string, Points> ByKey => this.points;

    /// <summary>Points of one event of the kind, never negative.</summary>
    /// <param name="key">For example <c>github:pull_request.merged</c>.</param>
    public Points this[string key] => this.points.GetValueOrDefault(key);

    /// <summary>The same weights but for the keys given, each of which replaces the weight it had.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative: contributing never costs points.</exception>
    public EventWeights With(IEnumerable<KeyValuePair<string, Points>> overrides)
    {
        var points = new Dictionary<string, Points>(this.points, StringComparer.Ordinal);
        foreach (var (key, amount) in overrides)
        {
            if (amount < Points.Zero) throw new ArgumentOutOfRangeException(nameof(overrides), $"{key}: {amount} is negative");
            points[key] = amount;
        }

        return new EventWeights(points.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
