using System.Globalization;
using System.Text;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks.Proof;
using Microsoft.AspNetCore.Http;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Arrivals as the intake makes them, for the tests of proofs.</summary>
internal static class Arrivals
{
    public const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string OtherKey = "whsec_Vb0Xq1tq0m8Zl3WcYk7uP2sRf5dHj9nA";

    public static WebhookArrival Of(string body, IReadOnlyList<string> secrets, DateTimeOffset at,
        params (string Name, string Value)[] headers) =>
        Of(Encoding.UTF8.GetBytes(body), secrets, at, headers);

    public static WebhookArrival Of(byte[] body, IReadOnlyList<string> secrets, DateTimeOffset at,
        params (string Name, string Value)[] headers)
    {
        var arrival = new WebhookArrival
        {
            Space = new Space("mill", 16, default, 1, new SpaceConfig(), default),
            Headers = new HeaderDictionary(),
            Body = body,
            At = at,
            Secrets = secrets,
        };
        foreach (var (name, value) in headers) arrival.Headers[name] = value;
        return arrival;
    }

    /// <summary>The three headers of Standard Webhooks.</summary>
    public static (string Name, string Value)[] Signed(string id, DateTimeOffset at, byte[] body, params string[] keys) =>
    [
        ("webhook-id", id), ("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ("webhook-signature", EventSignature.Sign(id, at, body, keys)),
    ];
}
