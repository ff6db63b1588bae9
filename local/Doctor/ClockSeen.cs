using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Local.Doctor;

/// <summary>How far the clock of the storage is from this machine's, by the dates of its answers.</summary>
internal sealed class ClockSeen(TimeProvider time) : HttpPipelinePolicy
{
    /// <summary>Azure refuses requests that were signed so far from its own time.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(15);

    /// <summary>So much no clock that is looked after goes wrong.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(10);

    /// <summary>This machine's time minus the storage's, of the last answer; absent before one came.</summary>
    public TimeSpan? Skew { get; private set; }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (message.Response.Headers.Date is { } date) Skew = time.GetUtcNow() - date;
    }

    public Finding? Find()
    {
        if (Skew is not { } skew) return null;
        var text = $"this machine's clock is {Shown.Count((long)Math.Round(Math.Abs(skew.TotalSeconds)), "second")} "
            + $"{(skew > TimeSpan.Zero ? "ahead of" : "behind")} the storage's";
        const string Cure = "have the machine set its clock (NTP)";
        return skew.Duration() > Most ? Finding.Fault("clock", $"{text}: requests are refused", Cure)
            : skew.Duration() > Tolerated ? Finding.Look("clock", text, Cure) : Finding.Ok("clock", "goes with the storage's");
    }
}
