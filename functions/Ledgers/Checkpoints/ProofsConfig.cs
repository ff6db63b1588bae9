using Grain.Functions.Ledgers.Credits;

namespace Grain.Functions.Ledgers.Checkpoints;

/// <summary>What a space does with its proofs.</summary>
public sealed record ProofsConfig
{
    /// <summary>Where each checkpoint is posted when it is signed; nowhere if absent.</summary>
    /// <example>{"url":"https://octo.example/checkpoints"}</example>
    public PublishConfig? Publish { get; set; }
}

/// <summary>How a checkpoint is posted.</summary>
public enum PublishForm
{
    /// <summary>As a proof that a stranger checks, signed as Standard Webhooks has it where there are secrets.</summary>
    Proof,

    /// <summary>As GitHub's <c>repository_dispatch</c>, which starts a workflow: the secret is a token of GitHub.</summary>
    Dispatch,
}

/// <summary>Where checkpoints are posted, so that others see what everybody is told.</summary>
public sealed record PublishConfig
{
    private const int TokenLengthMax = 500;

    /// <summary>An https address of the internet: none of this machine or of a private network.</summary>
    /// <value>an address of https</value>
    /// <example>"https://octo.example/checkpoints"</example>
    public string Url { get; set; } = "";

    /// <summary>How it is posted.</summary>
    /// <example>"Dispatch"</example>
    public PublishForm Form { get; set; } = PublishForm.Proof;

    /// <summary>
    /// For <c>Proof</c> the secrets that it is signed with, each as <c>whsec_</c> + base64 of 24 to 64 bytes; for <c>Dispatch</c> one
    /// token, or <c>env:GRAIN_SECRET_…</c>. Never shown.
    /// </summary>
    /// <value>0 to 2 secrets; with <c>Dispatch</c> 1</value>
    /// <example>["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]</example>
    public IReadOnlyList<string> Secrets { get; set; } = [];

    internal IEnumerable<(string Path, string Message)> Check(string path, bool privateWebhooks, PublishConfig? earlier)
    {
        foreach (var fault in CreditWebhook.CheckUrl(Url, $"{path}.url", privateWebhooks)) yield return fault;
        if (Form == PublishForm.Dispatch ? Secrets.Count != 1 : Secrets.Count > 2)
            yield return ($"{path}.secrets", Form == PublishForm.Dispatch ? "must list one token" : "must list two secrets at most");
        foreach (var (index, secret) in Secrets.Index())
            if (secret is null || !(IsGood(secret) || earlier?.Secrets.Contains(secret) == true))
                yield return ($"{path}.secrets[{index}]", Form == PublishForm.Dispatch
                    ? $"must be a token of 1 to {TokenLengthMax} printable characters"
                    : "must be whsec_ followed by the base64 of 24 to 64 random bytes");
    }

    private bool IsGood(string secret) => Form == PublishForm.Proof ? EventSignature.IsSecret(secret)
        : SpaceSecrets.IsReference(secret)
            || (secret.Length is > 0 and <= TokenLengthMax && secret.All(letter => letter is > ' ' and < '\x7f'));
}

/// <summary>The slice's member of a configuration.</summary>
public static class ProofsSection
{
    internal static ConfigSection<ProofsConfig?> Section { get; } = new("proofs", 27, ProofsConfigJson.Default, () => null)
    {
        Check = (config, earlier, options) =>
            config.Proofs?.Publish?.Check("$.proofs.publish", options.PrivateWebhooks, earlier?.Proofs?.Publish) ?? [],
    };

    extension(SpaceConfig config)
    {
        /// <summary>What is done with proofs; absent if nothing is.</summary>
        public ProofsConfig? Proofs
        {
            get => config.Get(Section);
            set => config.Set(Section, value);
        }
    }
}

/// <summary>The types of the section.</summary>
[JsonSerializable(typeof(ProofsConfig))]
internal sealed partial class ProofsConfigJson : JsonSerializerContext;
