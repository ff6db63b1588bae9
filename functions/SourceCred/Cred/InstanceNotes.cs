namespace Grain.Functions.SourceCred.Cred;

/// <summary>Something of an instance that was not taken, or not as it stands.</summary>
/// <param name="What">The file, and what of it.</param>
/// <param name="Why">Why, and what to do about it.</param>
public sealed record InstanceNote(string What, string Why);

/// <summary>What was not taken of an instance and why, each once.</summary>
public sealed class InstanceNotes
{
    private const int Most = 1000;

    private readonly List<InstanceNote> notes = [];
    private readonly HashSet<InstanceNote> known = [];

    /// <summary>All of them, in the order in which they were noted; at most 1,000.</summary>
    public IReadOnlyList<InstanceNote> All => notes;

    /// <summary>Notes something.</summary>
    public void Add(string what, string why)
    {
        if (notes.Count < Most && known.Add(new InstanceNote(what, why))) notes.Add(new InstanceNote(what, why));
    }
}
