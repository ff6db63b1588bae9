using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Graphs;
using Grain.Local.Verbs;
using Xunit;

namespace Grain.Functions.Tests.Graphs;

/// <summary>A graph as a file: other programs read it, and Grain computes the same cred of it.</summary>
public sealed class GraphFileTests
{
    private static readonly XNamespace Ml = "http://graphml.graphdrawing.org/xmlns";
    private static readonly string[] Types = ["boolean", "int", "long", "float", "double", "string"];

    /// <summary>Of epochs of every calculation, by the method and to the threshold that it had.</summary>
    [Theory]
    [InlineData(CalculationVersion.First)]
    [InlineData(CalculationVersion.Third)]
    [InlineData(CalculationVersion.Fifth)]
    [InlineData(CalculationVersion.Current)]
    public async Task Credrank_computes_the_same_cred_of_the_JSON(int calculation)
    {
        var space = new GraphSpace();
        await space.CloseAsync(calculation: calculation);
        var graph = await space.ShownAsync();
        var file = Path.GetTempFileName();
        try
        {
            await using (var stream = File.Create(file)) await GraphJsonFile.WriteAsync(graph, stream, default);
            using var answer = new MemoryStream();
            Assert.Equal(0, CredRankCommand.Run(file, answer, 2, _ => static _ => { }, default));
            var cred = JsonDocument.Parse(answer.ToArray()).RootElement;
            Assert.Equal(graph.Epoch.Scores.Iterations, cred.GetProperty("iterations").GetInt32());
            Assert.Equal(
                graph.Epoch.Scores.Participants.ToDictionary(person => "@" + person.Id, person => person.Cred),
                cred.GetProperty("participantCred").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetDouble()));
            var told = JsonDocument.Parse(await File.ReadAllBytesAsync(file)).RootElement;
            Assert.Equal((GraphJsonFile.Format, "2024-01-14"),
                (told.GetProperty("format").GetString(), told.GetProperty("epoch").GetString()));
            foreach (var node in told.GetProperty("contributions").EnumerateArray())
                Assert.Equal(node.GetProperty("flow").GetDouble(), cred.GetProperty("nodeCred").GetProperty("contributions")
                    .GetProperty(node.GetProperty("id").GetString()!).GetDouble());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GraphML_is_what_its_schema_asks_for(bool isHiding)
    {
        var space = new GraphSpace();
        await space.CloseAsync();
        var graph = await space.ShownAsync(isHiding ? Hiding("bob", null) : null);
        var document = await ParsedAsync(graph);
        var root = document.Root!;
        Assert.Equal(Ml + "graphml", root.Name);
        Assert.Equal(["key", "graph"], root.Elements().Select(each => each.Name.LocalName).Distinct());
        var keys = root.Elements(Ml + "key").ToDictionary(key => (string)key.Attribute("id")!, key => (string)key.Attribute("for")!);
        Assert.All(root.Elements(Ml + "key"), key =>
            Assert.Contains((string)key.Attribute("attr.type")!, Types));
        var drawn = Assert.Single(root.Elements(Ml + "graph"));
        Assert.Equal("directed", (string)drawn.Attribute("edgedefault")!);
        var ids = root.DescendantsAndSelf().Where(each => each.Name != Ml + "data").Select(each => (string?)each.Attribute("id"))
            .OfType<string>().ToArray();
        Assert.All(ids, id => XmlConvert.VerifyNMTOKEN(id));
        Assert.Equal(ids.Length, ids.Distinct().Count());
        var nodes = drawn.Elements(Ml + "node").Select(node => (string)node.Attribute("id")!).ToHashSet();
        Assert.All(drawn.Elements(Ml + "edge"), edge => Assert.True(
            nodes.Contains((string)edge.Attribute("source")!) && nodes.Contains((string)edge.Attribute("target")!)));
        Assert.All(drawn.Descendants(Ml + "data"), data =>
            Assert.Equal(data.Parent!.Name.LocalName, keys[(string)data.Attribute("key")!]));
        Assert.All(drawn.Descendants(Ml + "data").GroupBy(data => (data.Parent, (string)data.Attribute("key")!)),
            each => Assert.Single(each));
        Assert.Equal((graph.NodeCount, graph.EdgeCount), (nodes.Count, drawn.Elements(Ml + "edge").Count()));
        Assert.Contains("x/post/\\u0001<&\">\\u001b \uD83C\uDF3E", drawn.Descendants(Ml + "data").Select(data => data.Value));
    }

    [Fact]
    public void What_XML_does_not_have_is_told_in_letters()
    {
        (string Text, string Legal)[] cases =
        [
            ("plain äöü \t\n \uD83C\uDF3E", "plain äöü \t\n \uD83C\uDF3E"), ("", ""),
            ("\0\u001b[1m\uFFFE", "\\u0000\\u001b[1m\\ufffe"), ("\uDC00\uD800", "\\udc00\\ud800"),
        ];
        foreach (var (text, legal) in cases) Assert.Equal(legal, LegalXml.Of(text));
    }

    [Fact]
    public void Graphs_that_are_sent_have_bounds()
    {
        var room = new SendingRoom(100);
        Assert.True(room.TryEnter("large", 300));
        Assert.False(room.TryEnter("small", 1));
        room.Leave("large", 300);
        Assert.True(room.TryEnter("small", 1) && room.TryEnter("small", 1));
        Assert.False(room.TryEnter("small", 1));
        Assert.True(room.TryEnter("other", 98));
        room.Leave("small", 1);
        Assert.True(room.TryEnter("small", 1));
    }

    internal static Faces Hiding(string id, string? pseudonym) =>
        new(CommunityRegister.Empty, new Dictionary<string, string?> { [id] = pseudonym });

    private static async Task<XDocument> ParsedAsync(ShownGraph graph)
    {
        using var stream = new MemoryStream();
        await GraphMlFile.WriteAsync(graph, stream, default);
        using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(stream.ToArray())),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return XDocument.Load(reader);
    }
}
