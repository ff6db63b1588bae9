using Grain.Functions.Cred.CredRank.Chains;

namespace Grain.Local.CredRank;

/// <summary>
/// The Markov process of CredRank as two files of CSV, in the columns that engines for graphs such as Spark's GraphFrames have:
/// <c>vertices.csv</c> with <c>id,name,kind</c>, <c>edges.csv</c> with <c>src,dst,probability</c>. Vertex 0 is the seed.
/// </summary>
internal static class ProcessFiles
{
    private const string NewLine = "\n";

    /// <summary>Writes them into a folder, which is made if it is not there.</summary>
    /// <returns>How many vertices and edges there are.</returns>
    public static (long Vertices, long Edges) Write(ProcessGraph process, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        using var vertices = Open(folder, "vertices.csv");
        vertices.Write("id,name,kind\n");
        for (var node = 0; node < process.NodeCount; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            vertices.Write(string.Create(CultureInfo.InvariantCulture, $"{node},{Quoted(process.NameOf(node))},{process.KindOf(node)}\n"));
        }

        using var edges = Open(folder, "edges.csv");
        edges.Write("src,dst,probability\n");
        var count = 0L;
        foreach (var (from, to, probability) in process.Transitions())
        {
            if (++count % 4096 == 0) cancellation.ThrowIfCancellationRequested();
            edges.Write(string.Create(CultureInfo.InvariantCulture, $"{from},{to},{probability:R}\n"));
        }

        return (process.NodeCount, count);
    }

    private static StreamWriter Open(string folder, string name) => new(Path.Combine(folder, name)) { NewLine = NewLine };

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
