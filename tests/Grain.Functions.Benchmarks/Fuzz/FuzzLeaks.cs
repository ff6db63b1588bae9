using System.Collections.Concurrent;
using System.Text;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>Words that no answer, log or row may hold but where they belong: keys, secrets, and the words of other tenants.</summary>
internal sealed class FuzzLeaks(IReadOnlyList<FuzzTenant> tenants)
{
    /// <summary>What is said of the insides of the app where something broke.</summary>
    private static readonly string[] Insides = ["   at Grain.", "System.Exception", "NullReference", "/functions/", ".cs:line "];

    private readonly ConcurrentBag<string> secrets = [];

    /// <summary>Plants a secret.</summary>
    public void Plant(string secret) => secrets.Add(secret);

    /// <summary>What a text tells that it must not; <see langword="null"/> if nothing.</summary>
    /// <param name="text">An answer, with its headers.</param>
    /// <param name="request">What it answers.</param>
    public string? Find(string text, FuzzRequest request)
    {
        foreach (var inside in Insides)
            if (text.Contains(inside, StringComparison.Ordinal)) return $"tells of its insides: {inside}";
        if (FindSecret(text) is { } secret && request.Operation is not ("createKey" or "rotateKey" or "createOwnerKey" or "rotateOwnerKey"))
            return $"holds the secret {secret[..8]}…";
        // Owners see everything, and who names a space of another is told its name.
        if (request.Caller == "owner" || request.Address.Contains("/passing-", StringComparison.Ordinal)) return null;
        var sent = request.Address + (request.Body is null ? "" : Encoding.UTF8.GetString(request.Body));
        if (request.Caller is "reader" or "nobody" or "writer" && text.Contains(request.Tenant.Hermit, StringComparison.OrdinalIgnoreCase)
            && !sent.Contains(request.Tenant.Hermit, StringComparison.OrdinalIgnoreCase)) return "names somebody who is private";
        foreach (var other in tenants)
            if (other != request.Tenant && text.Contains(other.Word, StringComparison.OrdinalIgnoreCase)
                && !sent.Contains(other.Word, StringComparison.OrdinalIgnoreCase)) return $"holds words of {other.Space}";
        return null;
    }

    /// <summary>A secret that stands in a text.</summary>
    public string? FindSecret(string text) => secrets.FirstOrDefault(secret => text.Contains(secret, StringComparison.Ordinal));
}
