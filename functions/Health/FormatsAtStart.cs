using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Health;

/// <summary>Says when the app starts that the storage is newer, and that it will refuse to write. The start does not wait for it.</summary>
internal sealed class FormatsAtStart(StorageFormats formats, ILogger<FormatsAtStart> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken cancellation)
    {
        try
        {
            await formats.RefuseNewerAsync(cancellation);
        }
        catch (UnknownFormatException newer)
        {
            log.LogCritical(LogEvents.StorageIsNewer, "Nothing will be written: {Reason}", newer.Message);
        }
        catch (Exception fault)
        {
            // Whoever calls is told; a fault that came out of here would end the app.
            log.LogDebug(LogEvents.StorageIsNewer, fault, "Which format the storage has could not be read");
        }
    }
}
