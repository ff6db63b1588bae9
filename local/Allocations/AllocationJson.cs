using System.Buffers;
using System.Text.Encodings.Web;
using Grain.Functions.Cred.Distributions;

namespace Grain.Local.Allocations;

/// <summary>Allocations and faults as JSON for programs outside.</summary>
internal static class AllocationJson
{
    // Nothing here is put into a web page, so names and quotes may stay as they are.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Write(Allocation allocation) => Write(json =>
    {
        json.WriteStartArray("receipts");
        foreach (var receipt in allocation.Receipts)
        {
            json.WriteStartObject();
            json.WriteString("id", receipt.ParticipantId);
            json.WriteString("amount", receipt.Amount.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("total", allocation.Budget.ToString());
        if (allocation.Scores is null) return;
        json.WriteStartArray("scores");
        foreach (var score in allocation.Scores) json.WriteNumberValue(score);
        json.WriteEndArray();
    });

    internal static string WriteFault(DistributionException fault) => Write(json =>
    {
        json.WriteStartObject("error");
        json.WriteString("kind", fault.Kind);
        json.WriteString("message", fault.Message);
        json.WriteEndObject();
    });

    private static string Write(Action<Utf8JsonWriter> writeProperties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            writeProperties(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
