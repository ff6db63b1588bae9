namespace Grain.Functions.Hosting;

/// <summary>One thing wrong with what a caller sent.</summary>
/// <param name="Path">Where: a JSON path such as <c>$.grants[3].amount</c>, or the name of a query value, header or path value.</param>
/// <param name="Message">What is wrong there, for people.</param>
public sealed record Fault(string Path, string Message);
