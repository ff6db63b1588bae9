using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Local.Backfill;

/// <summary>What to bring back.</summary>
/// <param name="Since">No attempts before this moment are looked at. GitHub itself keeps them for 3 days, and redelivers none
/// older.</param>
/// <param name="TriesMax">An event that failed so often already is left alone: trying again would not change its fate.</param>
/// <param name="DryRun">Only tell what would be done.</param>
internal sealed record BackfillPlan(DateTimeOffset Since, int TriesMax, bool DryRun);

/// <summary>What was found and done.</summary>
/// <param name="Attempts">Attempts that GitHub lists.</param>
/// <param name="Lost">Events none of whose attempts succeeded.</param>
/// <param name="Redelivered">Of these, GitHub was asked to deliver again.</param>
/// <param name="GivenUp">Of these, had failed too often.</param>
/// <param name="Refused">Of these, GitHub would not redeliver, with its reason.</param>
internal sealed record BackfillResult(long Attempts, int Lost, int Redelivered, int GivenUp, IReadOnlyList<string> Refused);

/// <summary>
/// Brings lost deliveries back: lists what GitHub tried to deliver, and has it deliver again whatever no attempt of which was taken.
/// </summary>
/// <remarks>
/// GitHub's own list is the only memory: an event that was redelivered and taken is known by its guid, so the command can be cut off
/// anywhere and run again. One that is redelivered twice counts once nevertheless, like every delivery.
/// </remarks>
internal sealed class DeliveryBackfill(GitHubApi api, HookOwner owner, long hook, Action<string> say)
{
    private const int ProgressEvery = 25;

    private readonly HashSet<string> delivered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (HookDelivery Newest, int Tries)> lost = new(StringComparer.Ordinal);
    private long attempts;

    /// <summary>Lists and redelivers, the oldest first.</summary>
    /// <exception cref="CommandException">GitHub refuses the whole of it, or cannot be reached.</exception>
    public async Task<BackfillResult> RunAsync(BackfillPlan plan, CancellationToken cancellation)
    {
        await ListAsync(plan.Since, cancellation);
        var worth = lost.Values.Where(each => each.Tries < plan.TriesMax).Select(each => each.Newest).OrderBy(each => each.DeliveredAt)
            .ThenBy(each => each.Id).ToArray();
        var (redelivered, refused) = (0, new List<string>());
        foreach (var delivery in worth)
        {
            if (plan.DryRun)
            {
                say($"would redeliver {Name(delivery)}");
                continue;
            }

            if (await api.PostAsync($"{owner.Path}/hooks/{hook}/deliveries/{delivery.Id}/attempts", cancellation) is { } reason)
                refused.Add($"{Name(delivery)}: {reason}");
            else if (++redelivered % ProgressEvery == 0) say($"{redelivered} of {worth.Length} redelivered");
        }

        return new BackfillResult(attempts, lost.Count, redelivered, lost.Count - worth.Length, refused);
    }

    /// <summary>The number of the webhook that sends to Grain, when the caller does not know it.</summary>
    /// <exception cref="CommandException">There is none, or more than one.</exception>
    public static async Task<long> FindHookAsync(GitHubApi api, HookOwner owner, CancellationToken cancellation)
    {
        var (items, _) = await api.GetListAsync($"{owner.Path}/hooks?per_page=100", cancellation);
        using (items)
        {
            var hooks = items.RootElement.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
                .Select(item => (Id: IdOf(item), Url: UrlOf(item))).ToArray();
            var ours = hooks.Where(each => each.Url.EndsWith("/webhooks/github", StringComparison.Ordinal)).ToArray();
            if (ours.Length == 1) return ours[0].Id;
            var which = hooks.Length == 0 ? "it has none" : string.Join(", ", hooks.Select(each => $"{each.Id} ({each.Url})"));
            throw new CommandException(
                $"{owner.Name}: name the webhook with --hook: {ours.Length} of its webhooks end with /webhooks/github; {which}");
        }
    }

    private async Task ListAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        for (string? cursor = null; ;)
        {
            var path = $"{owner.Path}/hooks/{hook}/deliveries?per_page=100{(cursor is null ? "" : $"&cursor={cursor}")}";
            var (items, next) = await api.GetListAsync(path, cancellation);
            using (items)
            {
                foreach (var item in items.RootElement.EnumerateArray())
                {
                    var delivery = Read(item);
                    if (delivery.DeliveredAt < since) return; // they come newest first
                    Note(delivery);
                }
            }

            say($"{Shown.Count(attempts, "delivery", "deliveries")} listed, {lost.Count} lost");
            if (next is null || next == cursor) return;
            cursor = next;
        }
    }

    /// <summary>Reads an item of GitHub's list.</summary>
    /// <exception cref="CommandException">It is not a delivery.</exception>
    internal static HookDelivery Read(JsonElement item)
    {
        try
        {
            return HookDelivery.Read(item);
        }
        catch (JsonException fault)
        {
            throw new CommandException($"GitHub's list of deliveries is not in the form that it documents: {fault.Message}");
        }
    }

    private void Note(HookDelivery delivery)
    {
        attempts++;
        if (delivery.IsDelivered)
        {
            delivered.Add(delivery.Guid);
            lost.Remove(delivery.Guid);
        }
        else if (!delivered.Contains(delivery.Guid))
        {
            lost[delivery.Guid] = lost.TryGetValue(delivery.Guid, out var known) ? (known.Newest, known.Tries + 1) : (delivery, 1);
        }
    }

    private static string Name(HookDelivery delivery)
    {
        var what = delivery.Action is { } action ? $"{delivery.Event}.{action}" : delivery.Event;
        return $"{delivery.Guid} ({BoundedText.Line(what, 80)}, {delivery.DeliveredAt:yyyy-MM-dd HH:mm:ss}Z, {delivery.StatusCode} "
            + $"{BoundedText.Line(delivery.Status ?? "", 80)})";
    }

    private static long IdOf(JsonElement hook) =>
        hook.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : 0;

    private static string UrlOf(JsonElement hook) =>
        hook.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String
            ? BoundedText.Line(url.GetString()!, 200)
            : "";
}
