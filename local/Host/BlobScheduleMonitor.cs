using Azure;
using Azure.Storage.Blobs;
using Microsoft.Azure.WebJobs.Extensions.Timers;

namespace Grain.Local.Host;

/// <summary>
/// Remembers when each timer fired and will fire, in the place and form of the real host, so that a run that was missed is made up for. The
/// one that comes with the timers needs a storage package of 2018.
/// </summary>
internal sealed class BlobScheduleMonitor(BlobContainerClient container, string host, ILogger log) : ScheduleMonitor
{
    public override async Task<ScheduleStatus?> GetStatusAsync(string timerName)
    {
        var blob = BlobOf(timerName);
        if (!await blob.ExistsAsync()) return null;
        try
        {
            return JsonSerializer.Deserialize<ScheduleStatus>((await blob.DownloadContentAsync()).Value.Content);
        }
        catch (JsonException fault)
        {
            log.LogWarning("The status of {Timer} cannot be read and is made anew: {Reason}", timerName, fault.Message);
            return null;
        }
    }

    public override async Task UpdateStatusAsync(string timerName, ScheduleStatus status)
    {
        try
        {
            await BlobOf(timerName)
                .UploadAsync(BinaryData.FromObjectAsJson(new { status.Last, status.Next, status.LastUpdated }), overwrite: true);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            // Thrown on, this would end the process. A restart makes up for one run too many rather than for one too few.
            log.LogWarning("The status of {Timer} is not stored: {Reason}", timerName, fault.GetBaseException().Message);
        }
    }

    private BlobClient BlobOf(string timer) => container.GetBlobClient($"timers/{host}/{timer}/status");
}
