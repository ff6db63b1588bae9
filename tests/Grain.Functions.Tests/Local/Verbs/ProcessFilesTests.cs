using System.Globalization;
using System.Text;
using System.Text.Json;
using Grain.Local.Verbs;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>
/// The process of CredRank as CSV, read as another program would: by the rules of RFC 4180, and by nothing that Grain has. The cred that
/// the plain power method finds in it is that of the app.
/// </summary>
public class ProcessFilesTests
{
    private const double Day = 86_400_000;

    /// <summary>People and what they made are called what nobody should be; some like vertices of the process's own.</summary>
    private static readonly string[] People = ["@ada \"the first\", of two", "@bo\nb,\r\n\"", "@ünï\u2028@1 \uD83C\uDF3E"];
    private static readonly string[] Things = ["seed", "acc@0", "x,y\n\"z\"", "\"", "@ada@0", "…/pull/1\t"];

    [Fact]
    public void The_flow_of_the_files_is_the_cred_of_the_app()
    {
        var folder = Directory.CreateTempSubdirectory("grain process ");
        try
        {
            var input = Path.Combine(folder.FullName, "input.json");
            File.WriteAllBytes(input, Input());
            using var answer = new MemoryStream();
            Assert.Equal(0, CredRankCommand.Run(input, answer, 1, _ => _ => { }, default));
            Assert.Equal(0, CredRankCommand.Run(input, new MemoryStream(), 1, _ => _ => { }, default, Path.Combine(folder.FullName, "to")));
            var cred = JsonElement.Parse(answer.ToArray()).GetProperty("participantCred");
            var found = CredOf(Read(folder, "vertices.csv", "id,name,kind"), Read(folder, "edges.csv", "src,dst,probability"));
            Assert.Equal(People, found.Keys.Order(StringComparer.Ordinal));
            foreach (var person in People) Assert.Equal(cred.GetProperty(person).GetDouble(), found[person], 1e-9);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Everybody's cred in mints, by steps from the seed and nothing else than the files.</summary>
    private static Dictionary<string, double> CredOf(List<string[]> vertices, List<string[]> edges)
    {
        Assert.Equal(Enumerable.Range(0, vertices.Count), vertices.Select(each => int.Parse(each[0], CultureInfo.InvariantCulture)));
        Assert.Equal(["0", "seed", "seed"], vertices[0]);
        var steps = edges.ConvertAll(each => (From: int.Parse(each[0], CultureInfo.InvariantCulture),
            To: int.Parse(each[1], CultureInfo.InvariantCulture), Probability: double.Parse(each[2], CultureInfo.InvariantCulture)));
        Assert.All(steps.GroupBy(step => step.From), leaving => Assert.Equal(1, leaving.Sum(step => step.Probability), 1e-12));
        var flow = new double[vertices.Count];
        flow[0] = 1;
        for (var change = 1.0; change > 1e-14;)
        {
            var next = new double[flow.Length];
            foreach (var (from, to, probability) in steps) next[to] += flow[from] * probability;
            change = flow.Zip(next, (before, after) => Math.Abs(after - before)).Sum();
            flow = next;
        }

        var paid = vertices.Where(each => each[2] == "accumulator").Sum(each => flow[Array.IndexOf([.. vertices], each)]);
        return vertices.Index().Where(each => each.Item[2] == "participant")
            .GroupBy(each => each.Item[1][..each.Item[1].LastIndexOf('@')], StringComparer.Ordinal)
            .ToDictionary(person => person.Key, person => person.Sum(each => flow[each.Index]) * 0.4 / paid * Things.Length);
    }

    private static List<string[]> Read(DirectoryInfo folder, string name, string head)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder.FullName, "to", name));
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        var records = Records(text).ToList();
        Assert.Equal(head.Split(','), records[0]);
        Assert.All(records, record => Assert.Equal(3, record.Length));
        return records[1..];
    }

    /// <summary>Records of fields; a field in quotes holds anything, and quotes twice.</summary>
    private static IEnumerable<string[]> Records(string text)
    {
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (isQuoted && letter == '"' && at + 1 < text.Length && text[at + 1] == '"') field.Append(text[at++]);
            else if (letter == '"') isQuoted = !isQuoted;
            else if (isQuoted || letter is not (',' or '\n')) field.Append(letter);
            else
            {
                fields.Add(field.ToString());
                field.Clear();
                if (letter == ',') continue;
                yield return [.. fields];
                fields.Clear();
            }
        }

        Assert.True(!isQuoted && field.Length == 0 && fields.Count == 0);
    }

    private static byte[] Input() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        participants = People.Select(id => new { id }),
        contributions = Things.Select(id => new { id, mint = 1 }),
        edges = Things.SelectMany((thing, index) => new[]
        {
            Edge(People[index % 3], thing, 0.5, 1 + (0.1 * index), index),
            Edge(thing, Things[index / 2], 0.25, 0.1, index),
        }),
        epochStarts = new[] { 0, 2 * Day, 4 * Day },
        lastEpochEnd = 6 * Day,
        convergence = new { threshold = 1e-13 },
    });

    private static object Edge(string src, string dst, double forwardWeight, double backwardWeight, int day) =>
        new { src, dst, forwardWeight, backwardWeight, timestampMs = day * Day };
}
