namespace Grain.Local.GitHub;

/// <summary>A list that GitHub gives page by page, and what is asked of each of its items.</summary>
/// <param name="Of">The type of whom it belongs to.</param>
/// <param name="Name">What it is called in answers.</param>
/// <param name="Field">What it is called in GitHub's schema, with its arguments but for those of the page.</param>
/// <param name="Fields">What is asked of an item; the lists within it not counted.</param>
/// <param name="Within">Lists within an item.</param>
internal sealed record Connection(string Of, string Name, string Field, string Fields, params Connection[] Within)
{
    /// <summary>What one answer tells of the price of a question, and of what is left of the hour's points.</summary>
    public const string Price = "rateLimit { cost remaining resetAt }";

    /// <summary>Whether the items are what lies between (a star with its time) and not what they lead to.</summary>
    public bool HasEdges { get; init; }

    /// <summary>Items of a page at most: GitHub's own limit, and fewer where much hangs on each.</summary>
    public int PageMax { get; init; } = 100;

    /// <summary>What is asked of an item that GitHub cannot answer all about: the least, by which people find it.</summary>
    public string Mark { get; init; } = "type: __typename";

    /// <summary>The member with the items.</summary>
    public string Items => HasEdges ? "edges" : "nodes";

    /// <summary>Asks a repository for a page.</summary>
    public string OfRepository => Declared($"repository(owner: $owner, name: $name) {{ {Text("$first", ", after: $after")} }}");

    /// <summary>Asks for a further page of whatever the list belongs to.</summary>
    public string Further => Declared($"node(id: $id) {{ ... on {Of} {{ {Text("$first", ", after: $after")} }} }}");

    /// <summary>The list of a name within an item, if it is asked for.</summary>
    public Connection? Find(string name) => Array.Find(Within, each => each.Name == name);

    /// <summary>The same list with less of each item.</summary>
    public Connection With(string fields) => this with { Fields = fields, Within = [], PageMax = 100 };

    private string Text(string size, string after)
    {
        var (field, arguments) = Field.Split('(', 2) is [var name, var rest] ? (name, ", " + rest.TrimEnd(')')) : (Field, "");
        var within = string.Concat(Within.Select(each => " " + each.Text("$few", "")));
        return $"{Name}: {field}(first: {size}{after}{arguments}) {{ pageInfo {{ hasNextPage endCursor "
            + $"}} {Items} {{ {Fields}{within} }} }}";
    }

    /// <summary>A query declares the variables that it has, and no others.</summary>
    private static string Declared(string asked)
    {
        (string Name, string Type)[] all =
        [
            ("$owner", "String!"), ("$name", "String!"), ("$id", "ID!"), ("$first", "Int!"), ("$few", "Int!"), ("$after", "String"),
        ];
        var declared = all.Where(each => asked.Contains(each.Name, StringComparison.Ordinal)).Select(each => $"{each.Name}: {each.Type}");
        return $"query({string.Join(", ", declared)}) {{ {asked} {Price} }}";
    }
}
