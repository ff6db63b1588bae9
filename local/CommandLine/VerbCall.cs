namespace Grain.Local.CommandLine;

/// <summary>A call of a verb: where its words go, and the settings of the app that it works with.</summary>
internal sealed class VerbCall : InvocationConfiguration
{
    /// <summary>The settings that hold in place of those of the environment and of the folder; <see langword="null"/> for these.</summary>
    public IConfiguration? Settings { get; init; }
}
