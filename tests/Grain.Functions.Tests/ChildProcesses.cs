using System.Runtime.CompilerServices;

namespace Grain.Functions.Tests;

/// <summary>What all processes inherit that tests start.</summary>
internal static class ChildProcesses
{
    /// <summary>
    /// They live for seconds: what the compiler would learn of how they run is worth less than watching them costs. What makes it compile
    /// well early, as <c>./grain test</c> has it for the tests themselves, would cost more than it gives there, too.
    /// </summary>
    [ModuleInitializer]
    internal static void Settle()
    {
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", null);
    }
}
