using Grain.Local.Api;

namespace Grain.Local.Demo;

/// <summary>Sends the demo's deliveries: signed, again, and forged.</summary>
internal sealed class DemoSender(DemoHouse house, DemoOptions options, string secret)
{
    private readonly SpaceClient space = new(house.Http, options.Space);

    /// <summary>How often the app was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Posts deliveries, several at once; in the middle of it the app may be killed and started again.</summary>
    public async Task<IReadOnlyList<DeliveryAnswer>> PostAsync(
        IReadOnlyList<WebhookDelivery> deliveries, bool kill, Action<string> tell, CancellationToken cancellation)
    {
        var answers = new DeliveryAnswer[deliveries.Count];
        var done = 0;
        await Parallel.ForAsync(0, deliveries.Count, AtOnce(cancellation), async (index, token) =>
        {
            var answer = await space.PostGitHubAsync(deliveries[index], deliveries[index].Sign(secret), token);
            answers[index] = answer.Read(ApiJson.Default.DeliveryAnswer);
            var now = Interlocked.Increment(ref done);
            if (kill && now == deliveries.Count / 2) Kill();
            tell($"{now} of {deliveries.Count}");
        });
        tell(kill ? $"{deliveries.Count}, the app killed and started again half-way" : $"{deliveries.Count}");
        return answers;
    }

    /// <summary>Ends the app as a crash would; the host starts it again.</summary>
    private void Kill()
    {
        house.Host.KillWorker();
        Kills++;
    }

    /// <summary>
    /// Posts deliveries without a signature, with one by another secret, and with a body that was changed after it was signed.
    /// </summary>
    /// <returns>How many were answered with 401.</returns>
    public async Task<int> ForgeAsync(IReadOnlyList<WebhookDelivery> deliveries, Action<string> tell, CancellationToken cancellation)
    {
        var refused = 0;
        for (var i = 0; i < options.Forged; i++)
        {
            // Ids that no true delivery has: should one be taken, it would show.
            var delivery = WebhookDelivery.Of("issues", [.. deliveries[i].Body, (byte)' ']);
            var signature = (i % 3) switch { 0 => null, 1 => delivery.Sign("some other secret"), _ => deliveries[i].Sign(secret) };
            if ((await space.PostGitHubAsync(delivery, signature, cancellation)).Status == HttpStatusCode.Unauthorized) refused++;
        }

        tell($"{refused} of {options.Forged} refused");
        return refused;
    }

    private ParallelOptions AtOnce(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = cancellation };
}
