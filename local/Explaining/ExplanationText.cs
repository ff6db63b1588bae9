using Grain.Functions.Reads.Explanations;
using Grain.Functions.Reads.Explanations.Sums;

namespace Grain.Local.Explaining;

/// <summary>An explanation as people read it: the answer first, then what it is made of, and everything adds up as it is shown.</summary>
internal static class ExplanationText
{
    private const int TitleMax = 60;

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(Explanation told, TextWriter output)
    {
        await output.WriteLineAsync(told.Answer);
        if (told.Accounts.Count > 1)
            await output.WriteLineAsync($"Joined ids: {string.Join(", ", told.Accounts.Select(id => PlainLine.Of(id, TitleMax)))}");
        foreach (var note in told.Notes) await output.WriteLineAsync($"Note: {note.Text}");
        await WriteAsync("Points", told.Points, output);
        if (told.Cred is { } cred)
        {
            var of = cred.Epoch is { } epoch ? $"epoch {epoch}" : "all epochs";
            await WriteAsync($"Cred of {of} ({Percents(cred)} of everybody's; rank {told.Rank} over all epochs)", cred.From, output);
            if (cred.Behind.Groups.Count > 0) await WriteAsync("Behind these contributions stand", cred.Behind, output, withItems: false);
        }

        await WriteAsync("Grain", told.Grain, output);
        if (told.Provisional is { } open)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{Environment.NewLine}Provisional: the epoch {open.Epoch} "
                + $"goes on until {open.End:yyyy-MM-dd HH:mm} UTC. Ranked on {open.AsOf:yyyy-MM-dd HH:mm:ss} UTC; nothing of it is paid."));
    }

    private static string Percents(ToldCred cred) =>
        string.Create(CultureInfo.InvariantCulture, $"{cred.Share * 100:0.#} %");

    private static async Task WriteAsync<T>(string title, ToldSum<T> sum, TextWriter output, bool withItems = true)
    {
        await output.WriteLineAsync($"{Environment.NewLine}{title}: {sum.Shown}");
        var width = Widths(sum).DefaultIfEmpty().Max();
        foreach (var group in sum.Groups)
        {
            var percent = group.Percent is { } known ? $"{known,3} %  " : "";
            await output.WriteLineAsync($"  {group.Shown.PadLeft(width)}  {percent}{group.What}{Largest(group)}");
            if (withItems) await WriteItemsAsync(group, width, output);
        }

        if (sum.Rest is { } rest)
            await output.WriteLineAsync(
                $"  {rest.Shown.PadLeft(width)}  {(rest.Percent is { } part ? $"{part,3} %  " : "")}{Shown.Count(rest.Count, "other")}");
    }

    private static async Task WriteItemsAsync<T>(ToldGroup<T> group, int width, TextWriter output)
    {
        if (group.Items is [{ Title: null, At: null }]) return;
        foreach (var item in group.Items)
        {
            var at = item.At is { } time ? time.ToString("yyyy-MM-dd  ", CultureInfo.InvariantCulture) : "";
            var link = item.Url is { } url ? "  " + url : "";
            await output.WriteLineAsync($"      {item.Shown.PadLeft(width)}  {at}{PlainLine.Of(item.Title ?? item.Id, TitleMax)}"
                + $"{Reviewed(item)}{link}");
            foreach (var part in item.Parts ?? []) await output.WriteLineAsync($"          {part.Shown.PadLeft(width)}  {part.What}");
        }

        if (group.Rest is { } rest) await output.WriteLineAsync($"      {rest.Shown.PadLeft(width)}  {rest.Count:N0} more");
    }

    private static string Reviewed<T>(ToldItem<T> item) => item.Giver is not { } giver ? ""
        : $" (from {PlainLine.Of(giver, TitleMax)}, approved by {PlainLine.Of(item.Reviewer ?? "", TitleMax)})";

    private static string Largest<T>(ToldGroup<T> group) =>
        group.Count > 1 && group.Items.FirstOrDefault(item => item.IsLargest) is { Title: { } title }
            && group.Items.Any(item => !Equals(item.Amount, group.Items[0].Amount))
            ? $", the largest: {PlainLine.Of(title, TitleMax)}" : "";

    private static IEnumerable<int> Widths<T>(ToldSum<T> sum) =>
    [
        sum.Rest?.Shown.Length ?? 0,
        .. sum.Groups.SelectMany(group => group.Items.Select(item => item.Shown.Length).Append(group.Shown.Length)
            .Append(group.Rest?.Shown.Length ?? 0)),
    ];
}
