using Grain.Functions.Access.OpenId;

namespace Grain.Functions.Access;

/// <summary>Tells who sends a request, by what it shows: <c>Authorization: Bearer</c>.</summary>
internal sealed class Callers(OwnerKey owner, KeyRing ring, OpenIdCallers tokens, Loopback loopback)
{
    private const string Scheme = "Bearer ";

    /// <summary>Who sends it; <see langword="null"/> if it shows nothing.</summary>
    /// <exception cref="ProblemException">401: it shows what opens nothing. No answer tells why, or repeats it.</exception>
    public async Task<Caller?> OfAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (loopback.IsOn) return Loopback.CallerOf(request);
        var shown = request.Headers.Authorization;
        if (shown.Count == 0) return null;
        if (shown is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw Unknown("Show one key, as Authorization: Bearer grain_…");
        var text = header[Scheme.Length..].Trim();
        if (owner.Is(text)) return new Caller("the owner key of the settings", [new Right(Role.Owner, null)]) { KeyId = "settings" };
        var caller = text.StartsWith(KeyText.Prefix, StringComparison.Ordinal) ? await OfKeyAsync(text, cancellation)
            : await tokens.FindAsync(text, cancellation);
        return caller ?? throw Unknown("What was shown is unknown here, expired or revoked, or was not copied whole.");
    }

    private async Task<Caller?> OfKeyAsync(string text, CancellationToken cancellation) =>
        KeyText.Parse(text) is { } key && await ring.FindAsync(key, cancellation) is { } known
            ? new Caller(known.Name, [new Right(known.Role, known.Space, known.Node)]) { KeyId = known.Id, Label = known.Label } : null;

    private static ProblemException Unknown(string detail) => new(Problem.NoKey(detail, wasSent: true));
}
