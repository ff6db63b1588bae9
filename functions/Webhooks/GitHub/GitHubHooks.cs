using Grain.Functions.Webhooks.Hooks;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// GitHub's lists of deliveries ("REST API endpoints for repository webhooks", "… organization webhooks", "… GitHub App webhooks"). It
/// tries once, keeps what came of it for three days, and delivers again under the same id.
/// </summary>
internal sealed class GitHubHooks : HookForge
{
    private const int PageSize = 100;
    private const int CursorMax = 300;

    public override Uri Api { get; } = new("https://api.github.com/");

    public override TimeSpan Kept { get; } = TimeSpan.FromDays(3);

    public override int AskedMax => 40;

    /// <summary>"Best practices for using the REST API" asks for a second between requests that change something.</summary>
    public override TimeSpan BetweenAsks { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts are in the order of their time, in milliseconds: ten minutes.</summary>
    public override long Overlap => 600_000;

    public override bool HasApps => true;

    public override string RepositoryRule => "the name of a repository: owner/name";

    public override bool IsRepository(string name) =>
        Forges.Repository.TryNode(GitHubWebhook.Forge, Instance.GitHub, name, out _);

    public override bool IsGroup(string name) => IsRepository($"{name}/x");

    public override HookPlace PlaceOf(string name, bool isGroup) => new(name, isGroup ? $"orgs/{name}" : $"repos/{name}");

    public override string HooksOf(HookPlace place) => place.IsApp ? "app/hook/config" : $"{place.Path}/hooks?per_page=100";

    public override IEnumerable<FoundHook> ReadHooks(JsonElement list)
    {
        if (list.ValueKind == JsonValueKind.Object) return [new FoundHook(0, Text(list, "url") ?? "", null)]; // an App has one
        return Items(list).Where(hook => Number(hook, "id") > 0).Select(hook => new FoundHook(
            Number(hook, "id"), hook.TryGetProperty("config", out var config) ? Text(config, "url") ?? "" : "",
            hook.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.False ? "it is switched off" : null));
    }

    public override string PageOf(HookPlace place, long hook, string? cursor) =>
        $"{DeliveriesOf(place, hook)}?per_page={PageSize}{(cursor is null ? "" : $"&cursor={cursor}")}";

    public override HookPage ReadPage(ForgeAnswer answer, string? cursor)
    {
        var next = answer.NextCursor;
        if (next is { Length: > CursorMax } || next == cursor || next?.All(c => c is > ' ' and <= '~' and not '#') == false) next = null;
        var items = Items(answer.Json).Select(Read).ToArray();
        if (items.Length > 0 && items.All(item => item is null)) throw new JsonException("none of its elements is a delivery");
        var counted = items.OfType<HookDelivery>()
            .Where(each => IsName(each.Guid) && IsName(each.Event) && IsTime(each.DeliveredAt))
            .Where(each => UncountedEvents.Known(each.Event) is null);
        return new HookPage([.. counted.Select(each => new HookAttempt(
            each.Id, each.DeliveredAt.ToUnixTimeMilliseconds(), each.Guid, each.Event, each.StatusCode, each.DeliveredAt,
            each.Redelivery))], next);
    }

    private static HookDelivery? Read(JsonElement item)
    {
        try
        {
            return HookDelivery.Read(item);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public override string AgainOf(HookPlace place, long hook, long attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{DeliveriesOf(place, hook)}/{attempt}/attempts");

    private static string DeliveriesOf(HookPlace place, long hook) =>
        place.IsApp ? "app/hook/deliveries" : string.Create(CultureInfo.InvariantCulture, $"{place.Path}/hooks/{hook}/deliveries");
}
