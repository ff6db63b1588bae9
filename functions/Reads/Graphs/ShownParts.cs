namespace Grain.Functions.Reads.Graphs;

/// <summary>A node as it is shown.</summary>
/// <param name="Id">The contribution, or <c>@</c> and the contributor id.</param>
/// <param name="IsParticipant">Whether it is a person.</param>
/// <param name="Flow">How much flows through it.</param>
internal readonly record struct ShownNode(string Id, bool IsParticipant, double Flow)
{
    /// <summary>How a person is called.</summary>
    public string? Name { get; init; }

    /// <summary>A person's cred.</summary>
    public double? Cred { get; init; }

    /// <summary>The type of a contribution; absent where it stands for several.</summary>
    public string? Type { get; init; }

    /// <summary>Where a contribution comes from.</summary>
    public string? Module { get; init; }

    /// <summary>When it was made, in milliseconds since 1970-01-01 UTC; absent for people, and where it stands for several.</summary>
    public long? AtMs { get; init; }

    /// <summary>What a contribution mints.</summary>
    public double? Mint { get; init; }
}

/// <summary>An edge as it is shown: several of a type and epoch as one, where an end stands for others.</summary>
/// <param name="From">The place of the node that does.</param>
/// <param name="To">The place of the node that it is done to.</param>
/// <param name="Type">What is done.</param>
/// <param name="Epoch">In which epoch it counts, by its index.</param>
internal readonly record struct ShownEdge(int From, int To, string Type, int Epoch)
{
    /// <summary>When it was done, in milliseconds since 1970-01-01 UTC; absent where it stands for several.</summary>
    public long? AtMs { get; init; }

    /// <summary>How it conducts from the first node to the second.</summary>
    public double ForwardWeight { get; init; }

    /// <summary>How it conducts back.</summary>
    public double BackwardWeight { get; init; }

    /// <summary>How much flows from the first node to the second.</summary>
    public double ForwardFlow { get; init; }

    /// <summary>How much flows back.</summary>
    public double BackwardFlow { get; init; }
}
