namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// What a space's own programs tell (by the API, Standard Webhooks or CloudEvents) beside what Grain's own sources do. The rest of the
/// configuration takes the names of both, and refuses all others as misspelt.
/// </summary>
/// <remarks>It says what may be configured. Grants are taken with any types, and an unlisted type mints and conducts nothing.</remarks>
public sealed record TypesConfig
{
    private const int TypeLengthMax = 64;
    private const int KeyLengthMax = 200;

    /// <summary>How many misspelt names are told what was meant: the others will have the same reason.</summary>
    private const int HintsMax = 20;

    /// <summary>Types of contributions, beside Grain's own: the <c>type</c> of a grant's nodes.</summary>
    /// <value>at most 1000 names of 1 to 64 characters</value>
    /// <example>["essay"]</example>
    public IReadOnlyList<string> Nodes { get; set; } = [];

    /// <summary>Types of connections, beside Grain's own: the <c>type</c> of a grant's edges.</summary>
    /// <value>at most 1000 names of 1 to 64 characters</value>
    /// <example>["quotes"]</example>
    public IReadOnlyList<string> Edges { get; set; } = [];

    /// <summary>Kinds of events, beside those of webhooks: the <c>key</c> of grants.</summary>
    /// <value>at most 1000 names of 1 to 200 characters</value>
    /// <example>["blog:post.published"]</example>
    public IReadOnlyList<string> Events { get; set; } = [];

    /// <summary>Sources, beside Grain's own: the <c>source</c> of grants and the <c>module</c> of their nodes.</summary>
    /// <value>at most 1000 names of 1 to 64 characters</value>
    /// <example>["blog"]</example>
    public IReadOnlyList<string> Sources { get; set; } = [];

    /// <summary>The sources of grants that are Grain's own.</summary>
    internal static IReadOnlyList<string> OwnSources { get; } =
        ["github", "gitlab", "gitea", "discourse", "chat", "tasks", "contribute", "api", "proposals"];

    /// <summary>The fault of each name that is neither known nor listed.</summary>
    /// <param name="path">Where the names stand.</param>
    /// <param name="names">What was sent.</param>
    /// <param name="known">What Grain has itself.</param>
    /// <param name="listed">What the space lists.</param>
    /// <param name="list">The name of that list.</param>
    internal static IEnumerable<(string Path, string Message)> Unknown(
        string path, IEnumerable<string> names, IReadOnlyCollection<string> known, IReadOnlyList<string>? listed, string list)
    {
        var all = known.Concat(listed ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, name) in names.Where(name => !all.Contains(name)).Index())
        {
            var near = index < HintsMax ? Nearest.Find(name, known.Concat(listed ?? [])) : null;
            yield return ($"{path}.{name}",
                $"is not known here{(near is null ? "" : $"; did you mean '{near}'?")} (what programs of your own send, "
                    + $"types.{list} lists)");
        }
    }

    internal IEnumerable<(string Path, string Message)> Check(string path) => ConfigSize.Check(
        Lists(path).Select(list => (list.Path, list.Names.Count, ConfigSize.WordsMax)), () => Lists(path).SelectMany(CheckList));

    private IEnumerable<(string Path, IReadOnlyList<string> Names, int LengthMax)> Lists(string path) =>
    [
        ($"{path}.nodes", Nodes, TypeLengthMax), ($"{path}.edges", Edges, TypeLengthMax), ($"{path}.events", Events, KeyLengthMax),
        ($"{path}.sources", Sources, TypeLengthMax),
    ];

    private static IEnumerable<(string Path, string Message)> CheckList((string Path, IReadOnlyList<string> Names, int LengthMax) list)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, name) in list.Names.Index())
        {
            if (name is not { Length: > 0 } || name.Length > list.LengthMax || !PlainName.Is(name))
                yield return ($"{list.Path}[{index}]", $"must have 1 to {list.LengthMax} characters, {PlainName.Rule}");
            else if (!seen.Add(name)) yield return ($"{list.Path}[{index}]", $"'{name}' is listed twice");
        }
    }
}
