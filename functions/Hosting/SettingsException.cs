namespace Grain.Functions.Hosting;

/// <summary>A setting is missing or wrong: the app does not start, and the message says which and why.</summary>
public sealed class SettingsException(string message) : Exception(message);
