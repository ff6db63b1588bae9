namespace Grain.Functions.Hosting;

/// <summary>The files that describe the functions are wrong, or do not agree with the code: the app does not start.</summary>
internal sealed class ManifestException(string message) : Exception(message);
