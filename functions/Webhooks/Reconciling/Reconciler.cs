using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Webhooks.Hooks;
using Grain.Functions.Webhooks.Senders;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>
/// Goes over the webhooks for which a space has given access, one after the other, within a bounded time: those that waited longest first.
/// What one fails with is written down with it, and the next has its turn.
/// </summary>
internal sealed class Reconciler : IDisposable
{
    /// <summary>What a space takes in one run.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    private readonly HookBook book;
    private readonly HookRun run;
    private readonly SpaceSecrets secrets;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    public Reconciler(
        HookBook book, HookRun run, SpaceSecrets secrets, WebhookTarget target, TimeProvider time, TimeSpan? timeout = null)
    {
        (this.book, this.run, this.secrets, this.time) = (book, run, secrets, time);
        http = new HttpClient(target.Handler())
        {
            Timeout = timeout ?? ForgeApi.Timeout,
            MaxResponseContentBufferSize = ForgeApi.AnswerBytesMax,
        };
    }

    /// <summary>The webhooks that a space names; nothing is read.</summary>
    public static IEnumerable<(string Sender, HookPlace Place, string Row)> PlacesOf(Space space) =>
        from sender in WebhookSenders.All
        let access = sender.Hooks is null ? null : space.Config.Webhooks.SourceOf(sender.Name).Reconcile
        where access is not null
        from place in sender.Hooks!.PlacesOf(access)
        select (sender.Name, place, HookBook.RowOf(sender.Name, access.RootOf(sender.Hooks!), place));

    /// <summary>Runs what is due of a space; nothing is read where it has given no access.</summary>
    /// <param name="space">The space.</param>
    /// <param name="isAsked">Whether somebody wants all of it now.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(Space space, bool isAsked, CancellationToken cancellation)
    {
        var deadline = time.GetUtcNow() + Budget;
        var places = PlacesOf(space).ToArray();
        if (places.Length == 0) return;
        var stored = await book.ReadAsync(space.Name, cancellation);
        foreach (var (row, former) in stored.Where(each => places.All(place => place.Row != each.Key)))
            await book.ForgetAsync(space.Name, row, former.Version!.Value, cancellation);
        var oldestFirst = places.OrderBy(each => stored.GetValueOrDefault(each.Row)?.State.RanAt ?? DateTimeOffset.MinValue);
        foreach (var (name, place, row) in oldestFirst)
        {
            if (time.GetUtcNow() > deadline) return;
            var sender = WebhookSenders.Find(name)!;
            var turn = new HookTurn(space, sender, place, row, ApiOf(space.Config.Webhooks.SourceOf(name).Reconcile!, sender.Hooks!),
                deadline);
            await run.RunAsync(turn, stored.GetValueOrDefault(row), isAsked, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private ForgeApi? ApiOf(ReconcileConfig access, HookForge forge)
    {
        var secret = access.Secrets.Count == 0 ? null : secrets.Resolve(access.Secrets[0]);
        var token = secret is null ? null
            : access.App is { } app ? AppToken.Of(app, secret, time.GetUtcNow()) : ReconcileConfig.IsToken(secret) ? secret : null;
        return token is null ? null : new ForgeApi(http, access.RootOf(forge), token, time);
    }
}
