using Grain.Functions.Hosting.Telemetry;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Grain.Functions.Access.OpenId;

/// <summary>
/// The keys that a provider signs with, from its discovery document. They are asked for anew each hour, and when a token names a key that
/// is not among them, since providers change keys; while the provider is away, those that are known go on for a day.
/// </summary>
internal sealed class IssuerKeys(OpenIdSettings provider, IDocumentRetriever documents, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Good = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);
    private ICollection<SecurityKey> keys = [];
    private DateTimeOffset readAt;
    private DateTimeOffset triedAt;

    /// <summary>The keys for a token that names one of them.</summary>
    /// <param name="id">The key's name; absent where the token has none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">503: the provider does not answer, and what is known does not do.</exception>
    public async Task<ICollection<SecurityKey>> ForAsync(string? id, CancellationToken cancellation)
    {
        if (Does(id, Fresh)) return keys;
        await gate.WaitAsync(cancellation);
        try
        {
            if (Does(id, Fresh)) return keys;
            if (time.GetUtcNow() - triedAt >= Pause) await ReadAsync(cancellation);
            // Who knows all keys knows that a token's is none of them.
            return Does(id, Good) || time.GetUtcNow() - readAt < Pause ? keys : throw new ProblemException(Problem.Unavailable(
                "The identity provider that the token names cannot be reached; the same request may succeed later."));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private bool Does(string? id, TimeSpan age) =>
        time.GetUtcNow() - readAt < age && (id is null || keys.Any(key => key.KeyId == id));

    private async Task ReadAsync(CancellationToken cancellation)
    {
        triedAt = time.GetUtcNow();
        try
        {
            var found = await OpenIdConnectConfigurationRetriever.GetAsync(
                $"{provider.Authority.OriginalString.TrimEnd('/')}/.well-known/openid-configuration", documents, cancellation);
            if (!provider.IsNamed(found.Issuer)) throw new InvalidDataException($"it calls itself {found.Issuer}");
            (keys, readAt) = (found.SigningKeys, triedAt);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            log.LogWarning(LogEvents.ProviderUnread,
                "The keys of {Provider} could not be read: {Fault}", provider.Authority, fault.Message);
        }
    }
}
