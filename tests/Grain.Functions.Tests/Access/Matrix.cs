using System.Text.RegularExpressions;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Tests.Docs;

namespace Grain.Functions.Tests.Access;

/// <summary>Who may call what, as <c>docs/keys.md</c> tells people: the table that the code is held against.</summary>
internal sealed partial record Matrix(Role? Least, bool IsPublished, bool HasNode, bool IsForKnown)
{
    /// <summary>Whether it is for who has signed in, and no key opens it.</summary>
    public bool IsForPeople { get; init; }

    /// <summary>What a role has in it, written out.</summary>
    public static IReadOnlyDictionary<Role, Role[]> Covered { get; } = new Dictionary<Role, Role[]>
    {
        [Role.Reader] = [Role.Reader],
        [Role.Writer] = [Role.Writer],
        [Role.Node] = [],
        [Role.Steward] = [Role.Reader, Role.Steward],
        [Role.Admin] = [Role.Reader, Role.Writer, Role.Steward, Role.Admin],
        [Role.Owner] = [Role.Reader, Role.Writer, Role.Steward, Role.Admin, Role.Owner],
    };

    /// <summary>The table: operations by their ids.</summary>
    public static IReadOnlyDictionary<string, Matrix> Read()
    {
        var page = File.ReadAllLines(Path.Combine(DocsPage.Root, "docs", "keys.md"));
        var table = new Dictionary<string, Matrix>();
        foreach (var row in page.SkipWhile(line => line != "| least role | operations |").Skip(2).TakeWhile(line => line.StartsWith('|')))
        {
            var cells = row.Split('|', StringSplitOptions.TrimEntries);
            var least = Word().Match(cells[1]) is { Success: true } word && cells[1] != "nobody needs a key"
                ? Roles.Of(word.Groups[1].Value) : null;
            var one = new Matrix(least, cells[1].Contains("public space", StringComparison.Ordinal),
                cells[1].Contains("itself", StringComparison.Ordinal), cells[1].Contains("any other key", StringComparison.Ordinal))
            {
                IsForPeople = cells[1].Contains("signed in", StringComparison.Ordinal),
            };
            foreach (Match id in Word().Matches(cells[2])) table.Add(id.Groups[1].Value, one);
        }

        return table;
    }

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Word();
}
