using System.Runtime.CompilerServices;

namespace Grain.Functions.Tests.Hosting;

/// <summary>
/// All tests run in a time zone that no server of Grain's is likely to have, and that differs from UTC by half an hour, too: whatever reads
/// or writes a time by the clock of its machine fails somewhere.
/// </summary>
internal static class ZoneOfTests
{
    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("TZ", "Asia/Kolkata");
        TimeZoneInfo.ClearCachedData();
    }
}
