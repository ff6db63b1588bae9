using Grain.Functions.Webhooks.Hooks;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// GitLab's lists of a webhook's events ("Project webhooks API", "Group webhooks API"; from 17.4 on). It keeps them for seven days, their
/// payloads included, and sends again under the same id, five a minute. A webhook that failed often it switches off for a while.
/// </summary>
/// <remarks>A cursor is the number of a page and the events on it: <c>3x20</c>. Where a page is too large, they come one by one.</remarks>
internal sealed class GitLabHooks : HookForge
{
    private const int PageSize = 20;

    /// <summary>As many as can be, by what GitLab keeps of a busy webhook; and so that the number stays one.</summary>
    private const int PageMax = 1_000_000;

    private static readonly string[] Uncounted =
    [
        "job_hooks", "pipeline_hooks", "deployment_hooks", "feature_flag_hooks", "release_hooks", "releases_hooks", "member_hooks",
        "subgroup_hooks", "project_hooks", "milestone_hooks", "resource_access_token_hooks", "vulnerability_hooks",
    ];

    public override Uri Api { get; } = new("https://gitlab.com/api/v4/");

    public override TimeSpan Kept { get; } = TimeSpan.FromDays(7);

    public override int AskedMax => 5;

    public override TimeSpan BetweenAsks { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts are in the order of their numbers.</summary>
    public override long Overlap => 100;

    public override string RepositoryRule => "the path of a project: group/project";

    public override bool IsRepository(string name) => Project.TryNode("gitlab.com", name, out _);

    public override bool IsGroup(string name) => IsRepository($"{name}/x");

    public override HookPlace PlaceOf(string name, bool isGroup) =>
        new(name, $"{(isGroup ? "groups" : "projects")}/{Uri.EscapeDataString(name)}");

    public override string HooksOf(HookPlace place) => $"{place.Path}/hooks?per_page=100";

    public override IEnumerable<FoundHook> ReadHooks(JsonElement list) => Items(list).Where(hook => Number(hook, "id") > 0)
        .Select(hook => new FoundHook(Number(hook, "id"), Text(hook, "url") ?? "",
            Text(hook, "alert_status") is "disabled" or "temporarily_disabled" ? "GitLab has switched it off, as it failed often" : null));

    public override string PageOf(HookPlace place, long hook, string? cursor)
    {
        var (page, size) = Read(cursor);
        return string.Create(CultureInfo.InvariantCulture, $"{place.Path}/hooks/{hook}/events?per_page={size}&page={page}");
    }

    public override HookPage ReadPage(ForgeAnswer answer, string? cursor)
    {
        var attempts = Items(answer.Json).Select(ReadEvent).OfType<HookAttempt>().ToArray();
        return new HookPage(attempts, answer.NextPage is { Length: > 0 } ? After(cursor) : null);
    }

    public override string? Smaller(string? cursor)
    {
        var (page, size) = Read(cursor);
        return size == 1 ? After(cursor) : Written((page - 1) * size + 1, 1);
    }

    public override string AgainOf(HookPlace place, long hook, long attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Path}/hooks/{hook}/events/{attempt}/resend");

    private static HookAttempt? ReadEvent(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) throw new JsonException("an event is no object");
        var (id, name) = (Number(item, "id"), Text(item, "trigger"));
        var delivery = item.TryGetProperty("request_headers", out var headers)
            ? Header(headers, "Idempotency-Key") ?? Header(headers, "X-Gitlab-Event-UUID") : null;
        if (id <= 0 || !IsName(name) || !IsName(delivery) || Uncounted.Contains(name)) return null;
        var status = int.TryParse(Text(item, "response_status"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;
        DateTimeOffset? at = Text(item, "created_at") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var time) && IsTime(time) ? time.ToUniversalTime() : null;
        return new HookAttempt(id, id, delivery!, name!, status, at, IsAgain: false);
    }

    private static string? Header(JsonElement headers, string name) => headers.ValueKind != JsonValueKind.Object ? null
        : headers.EnumerateObject().Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            && header.Value.ValueKind == JsonValueKind.String).Select(header => header.Value.GetString()).FirstOrDefault();

    private static string? After(string? cursor)
    {
        var (page, size) = Read(cursor);
        if (page >= PageMax) return null;
        return size == 1 && page % PageSize == 0 ? Written(page / PageSize + 1, PageSize) : Written(page + 1, size);
    }

    private static (int Page, int Size) Read(string? cursor) => cursor?.Split('x') is [var page, var size]
        && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= PageMax
            ? (number, size == "1" ? 1 : PageSize) : (1, PageSize);

    private static string Written(int page, int size) => string.Create(CultureInfo.InvariantCulture, $"{page}x{size}");
}
