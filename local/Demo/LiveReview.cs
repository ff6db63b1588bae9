using System.Text.Json.Nodes;
using Grain.Local.Api;

namespace Grain.Local.Demo;

/// <summary>What a review was worth before its epoch is closed; grain in whole grain.</summary>
/// <param name="Epoch">The epoch that goes on.</param>
/// <param name="Reviewer">Who reviewed.</param>
/// <param name="Cred">Their cred so far.</param>
/// <param name="Rank">Their place by it.</param>
/// <param name="WouldGet">What they would be paid if the epoch were closed now.</param>
/// <param name="Proof">That the board moved, and nothing else.</param>
internal sealed record LiveReport(string Epoch, string Reviewer, double Cred, int Rank, string WouldGet, Proof Proof);

/// <summary>A review arrives in the epoch that goes on, it is ranked, and the board that shows it moves. Nothing is paid.</summary>
internal sealed class LiveReview(SpaceClient space, string secret, TimeProvider time)
{
    private const string Event = "pull_request_review";
    private const string Reviewer = "grain-demo-reviewer";
    private const string Contributor = "github/" + Reviewer;

    /// <summary>Does it.</summary>
    /// <param name="deliveries">Payloads, one of which is a review.</param>
    /// <param name="settle">Waits until what came is counted.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see langword="null"/> if no payload is a review.</returns>
    public async Task<LiveReport?> RunAsync(IReadOnlyList<WebhookDelivery> deliveries, Func<Task> settle, CancellationToken cancellation)
    {
        if (deliveries.FirstOrDefault(delivery => delivery.Event == Event) is not { } example) return null;
        var supply = (await space.ReadEpochsAsync(cancellation)).Supply;
        var before = await RankAsync(cancellation);
        var review = WebhookDelivery.Of(Event, OfNow(example.Body));
        (await space.PostGitHubAsync(review, review.Sign(secret), cancellation)).RequireSuccess();
        await settle();
        var after = await RankAsync(cancellation);
        var paid = (await space.ReadEpochsAsync(cancellation)).Supply;
        var fault = !before.Recomputed.Success || !after.Recomputed.Success ? before.Recomputed.Error ?? after.Recomputed.Error
            : before.Standing?.Cred > 0 ? $"{Contributor} had cred before"
            : !(after.Standing?.Cred > 0) ? $"{Contributor} has no cred"
            : paid != supply ? $"the supply was {supply} and is {paid}" : null;
        return new LiveReport(after.Recomputed.Epoch?.Epoch ?? "", Contributor, after.Standing?.Cred ?? 0, after.Standing?.Rank ?? 0,
            after.Standing?.WouldPay ?? "0", new Proof("A review moved the board of the epoch that goes on, and paid nothing",
                string.Create(CultureInfo.InvariantCulture, $"{after.Standing?.Cred:0.00} cred so far"), fault));
    }

    private async Task<(RecomputedView Recomputed, StandingRow? Standing)> RankAsync(CancellationToken cancellation)
    {
        var recomputed = await space.RecomputeAsync(cancellation);
        var board = recomputed.Success ? await space.ReadLeaderboardAsync("cred&epoch=open", cancellation) : [];
        return (recomputed, board.FirstOrDefault(row => row.Contributor == Contributor));
    }

    /// <summary>The same review, by somebody else and just now.</summary>
    private byte[] OfNow(byte[] payload)
    {
        var json = JsonNode.Parse(payload)!;
        var now = time.GetUtcNow();
        var review = json["review"]!;
        (review["id"], review["submitted_at"], review["state"]) = (now.ToUnixTimeMilliseconds(), $"{now:yyyy-MM-ddTHH:mm:ssZ}", "approved");
        foreach (var person in (JsonNode[])[review["user"]!, json["sender"]!])
            (person["login"], person["id"], person["type"]) = (Reviewer, 99_000_001, "User");
        json["action"] = "submitted";
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
