namespace Grain.Functions.Hosting.Access;

/// <summary>A value that an act changes, as text.</summary>
/// <param name="What">Its name or path.</param>
/// <param name="Before">What it was, if it was anything that matters.</param>
/// <param name="After">What it becomes, if it becomes anything.</param>
internal sealed record ActChange(string What, string? Before, string? After);

/// <summary>
/// What a request is about to do, for the audit. It is written down whatever the function says here; the function adds what it is done to
/// and which values matter. Never secrets, and of people nothing but the ids that ledgers have of them.
/// </summary>
/// <param name="save">Writes down what is said so far; nothing where nobody keeps an audit.</param>
internal sealed class Act(Func<Act, CancellationToken, Task>? save = null)
{
    /// <summary>How many changes are told one by one.</summary>
    public const int ChangesMax = 50;

    /// <summary>How much is told of a text.</summary>
    public const int TextLengthMax = 300;

    private readonly List<ActChange> changes = [];

    /// <summary>What it is done to.</summary>
    public string? Target { get; private set; }

    /// <summary>Says the same whenever the same act is asked for again; absent if each time is an act of its own.</summary>
    public string? Once { get; private set; }

    /// <summary>Whether all was so already.</summary>
    public bool ChangesNothing { get; private set; }

    /// <summary>The values that change.</summary>
    public IReadOnlyList<ActChange> Changes => changes.Count <= ChangesMax ? changes
        : [.. changes.Take(ChangesMax), new ActChange($"and {changes.Count - ChangesMax} more", null, null)];

    /// <summary>Says what it is done to.</summary>
    public Act About(string target)
    {
        Target = Text(target);
        return this;
    }

    /// <summary>Says what a value becomes.</summary>
    public Act Sets(string what, object? after) => Turns(what, null, after);

    /// <summary>Says what a value was and becomes; nothing if that is the same.</summary>
    public Act Turns(string what, object? before, object? after)
    {
        if (Text(before) is var was && Text(after) is var becomes && was != becomes) changes.Add(new ActChange(what, was, becomes));
        return this;
    }

    /// <summary>Forgets the changes that were told, to tell those of another try.</summary>
    public Act Anew()
    {
        changes.Clear();
        return this;
    }

    /// <summary>Says that the same act may be asked for again under an id of the caller's, and is done once.</summary>
    public Act OnceAs(string id)
    {
        Once = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..32];
        return this;
    }

    /// <summary>Says whether all is as it was.</summary>
    public void Nothing(bool isSo = true) => ChangesNothing = isSo;

    /// <summary>Writes down what is about to be done, so that it is known even if nobody comes back to tell the outcome.</summary>
    public Task BeginAsync(CancellationToken cancellation) => save?.Invoke(this, cancellation) ?? Task.CompletedTask;

    private static string? Text(object? value)
    {
        var text = value switch
        {
            null => null,
            string word => word,
            bool flag => flag ? "true" : "false",
            DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
        if (text is null) return null;
        text = Redaction.Apply(text);
        if (text.Length <= TextLengthMax) return text;
        var length = char.IsHighSurrogate(text[TextLengthMax - 1]) ? TextLengthMax - 1 : TextLengthMax;
        return $"{text[..length]}… ({text.Length} characters)";
    }
}

/// <summary>Finds the act of a request.</summary>
internal static class ActExtensions
{
    /// <summary>What a request is about to do; what is said of it is kept nowhere if it is none that the audit has.</summary>
    public static Act Act(this HttpRequest request)
    {
        if (request.HttpContext.Features.Get<Act>() is { } act) return act;
        request.HttpContext.Features.Set(act = new Act());
        return act;
    }
}

/// <summary>Finds out afterwards whether an act was done whose outcome nobody told.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="FindAsync">
/// Takes space and target; tells whether it was done, or <see langword="null"/> where that cannot be known.
/// </param>
internal sealed record ActLookup(string Operation, Func<string?, ActTold, CancellationToken, Task<bool?>> FindAsync);

/// <summary>What is known of such an act.</summary>
/// <param name="Target">What it was done to.</param>
/// <param name="Changes">What was to change.</param>
internal sealed record ActTold(string? Target, IReadOnlyList<ActChange> Changes);
