namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// What somebody sent is not JSON, or not of the shape that is read: all faults in words for people, who know nothing of the program.
/// Converters throw it with the words alone; whoever reads the document knows the place.
/// </summary>
public sealed class SentException : JsonException
{
    private readonly Fault[] faults = [];

    /// <summary>A value is not what a converter takes.</summary>
    /// <param name="fault">What is wrong with it.</param>
    public SentException(string fault) : base(fault)
    {
    }

    /// <param name="faults">All faults, at least one.</param>
    /// <param name="line">Where the first of them is: the line, from 0.</param>
    /// <param name="position">The byte in it, from 0.</param>
    public SentException(IReadOnlyList<Fault> faults, long line, long position)
        : base(Text(faults), faults[0].Path, line, position) => this.faults = [.. faults];

    /// <summary>All faults with their JSON paths.</summary>
    public IReadOnlyList<Fault> Faults => faults;

    /// <summary>Where the first fault is, as editors count.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"Line {LineNumber + 1}, byte {BytePositionInLine + 1}");

    private static string Text(IReadOnlyList<Fault> faults) =>
        string.Join("; ", faults.Select(fault => fault.Path == "$" ? fault.Message : $"{fault.Path} {fault.Message}"));
}
