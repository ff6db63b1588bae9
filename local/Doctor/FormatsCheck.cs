using Grain.Functions.Storage;
using Grain.Functions.Storage.Formats;

namespace Grain.Local.Doctor;

/// <summary>Which format the storage has, and whether this version knows it.</summary>
internal static class FormatsCheck
{
    public static async Task<Finding> RunAsync(StorageFormats formats, CancellationToken cancellation)
    {
        FormatsNow now;
        try
        {
            now = await formats.ReadAsync(cancellation);
        }
        catch (UnknownFormatException unknown)
        {
            return Finding.Fault("formats", unknown.Message,
                "if no newer version is at work, bring the row back from a copy of the storage");
        }

        var known = formats.Known;
        if (now.Next > known) return Finding.Fault("formats", $"the storage has format {now.Next}, and this version knows {known}",
            "run the version of Grain that moved it, or a newer one");
        return now.Next == known ? Finding.Ok("formats", $"the storage has format {known}, the newest")
            : Finding.Look("formats", $"the storage has format {now.InForce}, and this version knows {known}",
                "./grain upgrade moves it, when no instance of an earlier version is left");
    }
}
