using Grain.Functions.Distributions.Policies;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>
/// Spells the people whom a configuration names, so that an epoch finds them: whom a policy leaves out, and whom it pays.
/// </summary>
internal static class ConfiguredPeople
{
    /// <summary>The configuration as it is to be stored.</summary>
    /// <exception cref="Hosting.ProblemException">400: it names somebody who is nobody, and whom nobody can be called.</exception>
    public static async Task<SpaceConfig> SpellAsync(this AccountSpelling spelling, JournalSpace space, SpaceConfig config,
        CancellationToken cancellation)
    {
        var policies = new List<PolicyConfig>(config.Distribution.Policies.Count);
        foreach (var (index, policy) in config.Distribution.Policies.Index())
            policies.Add(await SpellAsync(spelling, space, policy, $"$.distribution.policies[{index}]", cancellation));
        return config with { Distribution = config.Distribution with { Policies = policies } };
    }

    private static async Task<PolicyConfig> SpellAsync(
        AccountSpelling spelling, JournalSpace space, PolicyConfig policy, string path, CancellationToken cancellation)
    {
        var exclusions = new List<string>(policy.Exclusions.Count);
        foreach (var (index, who) in policy.Exclusions.Index())
            exclusions.Add(await spelling.OfNewAsync(space, $"{path}.exclusions[{index}]", who, cancellation));
        var recipient = policy.Recipient is { } paid ? await spelling.OfNewAsync(space, $"{path}.recipient", paid, cancellation) : null;
        return policy with { Exclusions = exclusions, Recipient = recipient };
    }
}
