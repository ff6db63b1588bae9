namespace Grain.Functions.Ledgers.Activities.Achievements;

/// <summary>Something to reach.</summary>
/// <remarks>Settable, because a space's configuration may add its own; treat as read-only.</remarks>
public sealed record Achievement
{
    private const int IdLengthMax = 64;
    private const int TextLengthMax = 200;
    private const int ConditionsMax = 8;
    private const decimal AtLeastMax = 1_000_000_000_000;

    /// <summary>Unique in the space: lower-case letters, digits and dashes.</summary>
    /// <value>1 to 64 lower-case letters, digits and dashes</value>
    /// <example>"harvest"</example>
    public string Id { get; set; } = "";

    /// <summary>What people see.</summary>
    /// <value>1 to 200 characters</value>
    /// <example>"Harvest"</example>
    public string Title { get; set; } = "";

    /// <summary>What it is for.</summary>
    /// <value>at most 200 characters</value>
    /// <example>"Five contributions"</example>
    public string Description { get; set; } = "";

    /// <summary>An emoji.</summary>
    /// <value>at most 200 characters</value>
    /// <example>"🧺"</example>
    public string Icon { get; set; } = "🏅";

    /// <summary>
    /// For grouping: <c>first</c>, <c>volume</c>, <c>cache</c>, <c>streak</c>, <c>race</c>, <c>memory</c>, <c>wallet</c>,
    /// <c>contribution</c>, or a space's own.
    /// </summary>
    /// <value>1 to 200 characters</value>
    /// <example>"community"</example>
    public string Category { get; set; } = "community";

    /// <summary>
    /// The conditions, all of which must hold: a number and what it has to reach. Numbers are <c>cacheHits</c>, <c>contributions</c>,
    /// <c>daysActive</c>, <c>factsStored</c>, <c>points</c>, <c>raceWins</c>, <c>reviews</c>, <c>semanticHits</c>, <c>streakDays</c>,
    /// <c>subscriptionsConfigured</c>, <c>tasks</c>, <c>toolCalls</c>, <c>totalCostSaved</c>, <c>totalEvents</c>, <c>totalRequests</c>,
    /// <c>totalTokensSaved</c>, <c>uniqueCallers</c> and <c>uniqueModels</c>.
    /// </summary>
    /// <value>1 to 8 conditions; above 0 each</value>
    /// <example>{"contributions":5}</example>
    public SortedDictionary<string, decimal> When { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Whether all conditions hold.</summary>
    public bool IsReached(Stats stats)
    {
        foreach (var (metric, atLeast) in When)
            if (Metrics.ValueOf(metric, stats) < atLeast) return false;
        return true;
    }

    /// <summary>How far it is, 0 to 100: the condition that is furthest away decides, and 100 means that it is reached.</summary>
    public int Progress(Stats stats) => (int)When.Min(condition =>
        ProgressOf(Metrics.ValueOf(condition.Key, stats), condition.Value));

    private static decimal ProgressOf(decimal has, decimal atLeast) =>
        has >= atLeast ? 100 : has <= 0 ? 0 : Math.Floor(has / atLeast * 100);

    /// <summary>What is missing, for each condition that does not hold yet.</summary>
    public IReadOnlyList<MissingPart> Missing(Stats stats) =>
    [
        .. When.Select(condition => new MissingPart(condition.Key, condition.Value, Metrics.ValueOf(condition.Key, stats)))
            .Where(part => part.Has < part.AtLeast),
    ];

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (Id.Length is 0 or > IdLengthMax || !Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            yield return ($"{path}.id", $"must have 1 to {IdLengthMax} lower-case letters, digits and dashes");
        foreach (var (name, text, isNeeded) in new[]
        {
            ("title", Title, true), ("description", Description, false), ("icon", Icon, false), ("category", Category, true),
        })
            if ((isNeeded && text.Length == 0) || text.Length > TextLengthMax || (text.Length > 0 && !PlainName.Is(text)))
                yield return ($"{path}.{name}",
                    $"must have {(isNeeded ? 1 : 0)} to {TextLengthMax} characters, {PlainName.Rule}");
        if (When.Count is 0 or > ConditionsMax) yield return ($"{path}.when", $"must have 1 to {ConditionsMax} conditions");
        foreach (var (metric, atLeast) in When)
        {
            if (!Metrics.Names.Contains(metric))
                yield return ($"{path}.when.{metric}", Nearest.Unknown(metric, Metrics.Names));
            if (atLeast is <= 0 or > AtLeastMax)
                yield return ($"{path}.when.{metric}",
                    string.Create(CultureInfo.InvariantCulture, $"must be above 0 and at most {AtLeastMax}"));
        }
    }
}

/// <summary>A condition that does not hold yet.</summary>
/// <param name="Metric">Which.</param>
/// <param name="AtLeast">What it has to reach.</param>
/// <param name="Has">What it is.</param>
public sealed record MissingPart(string Metric, decimal AtLeast, decimal Has);
