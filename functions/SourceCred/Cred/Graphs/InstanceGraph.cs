using Grain.Functions.Cred.Graph;

namespace Grain.Functions.SourceCred.Cred.Graphs;

/// <summary>
/// The graphs of all plugins as one: nodes by address, edges as columns. The same address is the same node, and the same edge.
/// </summary>
internal sealed class InstanceGraph
{
    /// <summary>What has no time.</summary>
    public const double Timeless = double.NaN;

    private readonly HashSet<UInt128> edges = [];
    private readonly Column<double> times = new();
    private readonly Column<bool> declared = new();

    /// <summary>The addresses of all nodes, and of those that edges name and nobody describes.</summary>
    public IdTable Addresses { get; } = new();

    /// <summary>Where each edge begins: the number of an address.</summary>
    public Column<int> Sources { get; } = new();

    /// <summary>Where each edge ends.</summary>
    public Column<int> Targets { get; } = new();

    /// <summary>The weight of the way from source to target.</summary>
    public Column<double> Forwards { get; } = new();

    /// <summary>The weight of the way back.</summary>
    public Column<double> Backwards { get; } = new();

    /// <summary>When each edge happened, milliseconds since 1970-01-01 UTC.</summary>
    public Column<double> EdgeTimes { get; } = new();

    /// <summary>The number of an address.</summary>
    public int NumberOf(ReadOnlySpan<byte> address)
    {
        var number = Addresses.NumberOf(address);
        if (number < times.Count) return number;
        times.Add(Timeless);
        declared.Add(false);
        return number;
    }

    /// <summary>Whether a node is described, and not only named by edges.</summary>
    public bool IsDeclared(int node) => declared[node];

    /// <summary>When a node came to be; <see cref="Timeless"/> if it has no time.</summary>
    public double TimeOf(int node) => times[node];

    /// <summary>Describes a node. Told again, it stays as it was.</summary>
    public void Declare(int node, double timeMs)
    {
        if (declared[node]) return;
        (declared[node], times[node]) = (true, timeMs);
    }

    /// <summary>Whether the edge of an address is new.</summary>
    /// <param name="address">The address.</param>
    public bool IsNewEdge(ReadOnlySpan<byte> address)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(address, hash);
        return edges.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash));
    }
}
