namespace Grain.Functions.Cred.Graph;

/// <summary>A connection of two nodes of the contribution graph.</summary>
/// <param name="Type">What the first node does to the second: <c>authors</c>, <c>reviews</c>, ….</param>
/// <param name="From">Index of the node that does.</param>
/// <param name="To">Index of the node it is done to.</param>
/// <param name="AtMs">When it was done first, milliseconds since 1970-01-01 UTC.</param>
public readonly record struct GraphEdge(string Type, int From, int To, long AtMs);
