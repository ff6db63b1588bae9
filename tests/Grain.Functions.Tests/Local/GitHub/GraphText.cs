using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Grain.Functions.Tests.Local.GitHub;

/// <summary>What is asked of an object: fields with their names in the answer, and what is asked only of some types.</summary>
internal sealed record Selection(string Name, string Field, IReadOnlyDictionary<string, JsonNode?> Arguments,
    IReadOnlyList<Selection> Within,
    string? OnType);

/// <summary>Reads the text of a GraphQL query, as much of the language as a client needs that only reads.</summary>
internal sealed partial class GraphText
{
    private readonly string[] words;
    private readonly JsonObject variables;
    private int at;

    private GraphText(string text, JsonObject variables) =>
        (words, this.variables) = ([.. Word().Matches(text).Select(match => match.Value)], variables);

    /// <summary>What a query asks.</summary>
    public static IReadOnlyList<Selection> Read(string text, JsonObject variables)
    {
        var reader = new GraphText(text, variables);
        reader.Take("query");
        reader.Declared();
        var selections = reader.Selections();
        return reader.at == reader.words.Length ? selections : throw new FormatException($"'{reader.words[reader.at]}' after the query");
    }

    /// <summary>Every declared variable is used, and every one that has to be is given: GitHub refuses anything else.</summary>
    private void Declared()
    {
        for (Take("("); words[at] != ")"; at++)
        {
            if (words[at][0] != '$') continue;
            var (name, isRequired) = (words[at][1..], words[at + 3] == "!");
            if (words.Count(word => word == "$" + name) < 2) throw new FormatException($"${name} is not used");
            if (isRequired && variables[name] is null) throw new FormatException($"${name} is not given");
        }

        Take(")");
    }

    private List<Selection> Selections()
    {
        var found = new List<Selection>();
        for (Take("{"); words[at] != "}";)
        {
            if (words[at] == "...")
            {
                at++;
                Take("on");
                var type = words[at++];
                found.Add(new Selection("", "", new Dictionary<string, JsonNode?>(), Selections(), type));
                continue;
            }

            var name = words[at++];
            var field = name;
            if (words[at] == ":") (field, at) = (words[at + 1], at + 2);
            var arguments = words[at] == "(" ? Arguments() : new Dictionary<string, JsonNode?>();
            found.Add(new Selection(name, field, arguments, words[at] == "{" ? Selections() : [], null));
        }

        Take("}");
        return found;
    }

    private Dictionary<string, JsonNode?> Arguments()
    {
        var found = new Dictionary<string, JsonNode?>();
        for (Take("("); words[at] != ")";)
        {
            var name = words[at++];
            Take(":");
            found.Add(name, Value());
        }

        Take(")");
        return found;
    }

    private JsonNode? Value()
    {
        var word = words[at++];
        if (word[0] == '$') return variables[word[1..]]?.DeepClone();
        if (word == "[")
        {
            var items = new JsonArray();
            while (words[at] != "]") items.Add(Value());
            at++;
            return items;
        }

        if (word != "{") return int.TryParse(word, out var number) ? number : word;
        var members = new JsonObject();
        while (words[at] != "}")
        {
            var name = words[at++];
            Take(":");
            members[name] = Value();
        }

        at++;
        return members;
    }

    private void Take(string word)
    {
        if (words[at++] != word) throw new FormatException($"'{words[at - 1]}' where '{word}' belongs");
    }

    [GeneratedRegex("""\.\.\.|[{}()\[\]:!]|\$?\w+""")]
    private static partial Regex Word();
}
