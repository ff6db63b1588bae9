using System.Runtime.CompilerServices;

namespace Grain.Functions.Tests;

/// <summary>What all processes inherit that tests start.</summary>
internal static class ChildProcesses
{
    /// <summary>They live for seconds: what the compiler would learn of how they run is worth less than watching them costs.</summary>
    [ModuleInitializer]
    internal static void Settle() => Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
}
