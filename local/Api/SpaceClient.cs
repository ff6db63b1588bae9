using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;

namespace Grain.Local.Api;

/// <summary>One space as a client outside sees it.</summary>
internal sealed class SpaceClient(RetryingHttp http, string space)
{
    private const int PageSize = 1000;

    private readonly string root = $"api/spaces/{space}";

    /// <summary>Makes the space.</summary>
    /// <param name="config">Its configuration as JSON.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task CreateAsync(string config, CancellationToken cancellation)
    {
        var answer = await http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, root) { Content = new StringContent(config, Encoding.UTF8, "application/json") },
            cancellation);
        answer.RequireSuccess();
    }

    /// <summary>Grants points by hand.</summary>
    /// <param name="grant">The grant as JSON.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task GrantAsync(string grant, CancellationToken cancellation)
    {
        var answer = await http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, $"{root}/grants")
            {
                Content = new StringContent(grant, Encoding.UTF8, "application/json"),
            },
            cancellation);
        answer.RequireSuccess();
    }

    /// <summary>Delivers a webhook of GitHub.</summary>
    /// <param name="delivery">The payload.</param>
    /// <param name="signature">The value of <c>X-Hub-Signature-256</c>; no header if <see langword="null"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<HttpAnswer> PostGitHubAsync(WebhookDelivery delivery, string? signature, CancellationToken cancellation) => http.SendAsync(
        () =>
        {
            var request =
                new HttpRequestMessage(HttpMethod.Post, $"{root}/webhooks/github") { Content = new ByteArrayContent(delivery.Body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("X-GitHub-Event", delivery.Event);
            request.Headers.Add("X-GitHub-Delivery", delivery.Id.ToString());
            if (signature is not null) request.Headers.Add("X-Hub-Signature-256", signature);
            return request;
        },
        cancellation);

    /// <summary>All places of the leaderboard.</summary>
    /// <param name="by"><c>ledger</c>, <c>cred</c> or <c>grain</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<StandingRow>> ReadLeaderboardAsync(string by, CancellationToken cancellation)
    {
        var standings = new List<StandingRow>();
        while (true)
        {
            var page = await GetAsync($"leaderboard?by={by}&skip={standings.Count}&limit={PageSize}", ApiJson.Default.LeaderboardPage,
                cancellation);
            standings.AddRange(page.Standings);
            if (standings.Count >= page.Count || page.Standings.Count == 0) return standings;
        }
    }

    /// <summary>The head of a contributor's journal.</summary>
    public Task<ContributorView> ReadContributorAsync(string id, CancellationToken cancellation) =>
        GetAsync($"contributors/{Uri.EscapeDataString(id)}", ApiJson.Default.ContributorView, cancellation);

    /// <summary>A contributor's whole journal.</summary>
    public async Task<IReadOnlyList<GrantRow>> ReadGrantsAsync(string contributor, CancellationToken cancellation)
    {
        var rows = new List<GrantRow>();
        for (long? after = 0; after is not null;)
        {
            var page = await GetAsync(
                $"grants?contributor={Uri.EscapeDataString(contributor)}&after={after}&limit={PageSize}", ApiJson.Default.GrantPage,
                cancellation);
            rows.AddRange(page.Grants);
            after = page.Next;
        }

        return rows;
    }

    /// <summary>A grain account with all its entries.</summary>
    public async Task<AccountPage> ReadAccountAsync(string id, CancellationToken cancellation)
    {
        var rows = new List<AccountRow>();
        for (long after = 0; ;)
        {
            var page = await GetAsync(
                $"grain/accounts/{Uri.EscapeDataString(id)}?after={after}&limit={PageSize}", ApiJson.Default.AccountPage, cancellation);
            rows.AddRange(page.Entries);
            if (page.Next is not { } next) return page with { Entries = rows };
            after = next;
        }
    }

    /// <summary>All epochs that were ever run.</summary>
    public Task<EpochList> ReadEpochsAsync(CancellationToken cancellation) => GetAsync("epochs", ApiJson.Default.EpochList, cancellation);

    /// <summary>Asks for the oldest due epoch.</summary>
    /// <returns><see langword="false"/> when there is nothing to ask for: none is due, or it is running.</returns>
    public async Task<bool> RequestEpochAsync(CancellationToken cancellation)
    {
        var answer = await http.SendAsync(() => new HttpRequestMessage(HttpMethod.Post, $"{root}/epochs"), cancellation);
        return answer.Status != HttpStatusCode.Conflict && answer.RequireSuccess().Status == HttpStatusCode.Accepted;
    }

    /// <summary>Ranks the open epoch.</summary>
    public async Task<RecomputedView> RecomputeAsync(CancellationToken cancellation) =>
        (await http.SendAsync(() => new HttpRequestMessage(HttpMethod.Post, $"{root}/recompute"), cancellation))
            .Read(ApiJson.Default.RecomputedView);

    /// <summary>The bytes of an epoch's statement.</summary>
    public async Task<byte[]> ReadStatementAsync(string epoch, CancellationToken cancellation) =>
        (await GetAsync($"epochs/{epoch}/statement", cancellation)).RequireSuccess().Body;

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> json, CancellationToken cancellation) =>
        (await GetAsync(path, cancellation)).Read(json);

    private Task<HttpAnswer> GetAsync(string path, CancellationToken cancellation) =>
        http.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"{root}/{path}"), cancellation);
}
