using Grain.Functions.Reads.Explanations;

namespace Grain.Local.Explaining;

/// <summary>The flow of a person's cred with ids, epoch by epoch.</summary>
internal static class FlowText
{
    private const int IdMax = 200;

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(Explanation told, TextWriter output)
    {
        await output.WriteLineAsync(told.Answer);
        if (told.Total is not { } total) return;
        await output.WriteLineAsync(
            $"{PlainLine.Of(told.Contributor, IdMax)}: {total.Cred:F3} cred as of {told.Epoch}, score {told.Score}, rank {told.Rank}");
        await WriteAsync("cred comes from", total.From, total.Cred, output);
        await WriteAsync("behind these contributions stand", total.Behind, null, output);
        await WriteAsync("what flowed through them went to", total.To, null, output);
        foreach (var epoch in told.Epochs)
        {
            await output.WriteLineAsync($"{Environment.NewLine}{epoch.Epoch}: {epoch.Cred:F3} cred, score {epoch.Score}");
            await WriteAsync("comes from", epoch.From, epoch.Cred, output);
        }

        if (told.Others is { Count: > 0 } others)
            await output.WriteLineAsync($"{Environment.NewLine}{Shown.Count(others.Count, "other epoch")}: {others.Cred:F6} cred");
    }

    /// <summary>A line a part: its cred, or its flow where it is not cred yet.</summary>
    private static async Task WriteAsync(string title, PartsAnswer parts, double? sum, TextWriter output)
    {
        Task LineAsync(double amount, string what) => output.WriteLineAsync($"    {amount,14:F4}  {what.TrimEnd()}");
        await output.WriteLineAsync($"  {title}");
        foreach (var part in parts.Top) await LineAsync(part.Cred ?? part.Flow, $"{part.Kind} {PlainLine.Of(part.Id ?? "", IdMax)}");
        if (parts.Rest.Count > 0) await LineAsync(parts.Rest.Cred ?? parts.Rest.Flow, $"{Shown.Count(parts.Rest.Count, "other")}");
        if (sum is { } total) await LineAsync(total, "in all");
    }
}
