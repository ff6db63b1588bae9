namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// One thing wrong with what a caller sent. Long texts are cut: names in a body are the caller's, and may be of any length.
/// </summary>
public sealed record Fault
{
    private const int PathLengthMax = 300;
    private const int MessageLengthMax = 1000;

    /// <param name="path">Where: a JSON path such as <c>$.grants[3].amount</c>, or the name of a query value, header or path value.</param>
    /// <param name="message">What is wrong there, for people.</param>
    public Fault(string path, string message) => (Path, Message) = (Cut(path, PathLengthMax), Cut(message, MessageLengthMax));

    /// <summary>
    /// The path of something inside. One that is too long to be told grows no further: it would be made anew for each of the many members
    /// of an object with a long name.
    /// </summary>
    /// <param name="path">The outer path.</param>
    /// <param name="step">From there on, for example <c>.amount</c>.</param>
    internal static string Inside(string path, string step) => path.Length > PathLengthMax ? path : path + step;

    /// <summary>Where, in at most 300 characters.</summary>
    public string Path { get; }

    /// <summary>What is wrong there, in at most 1 000 characters.</summary>
    public string Message { get; }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + '…';
}
