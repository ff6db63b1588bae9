using System.Collections.Immutable;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>How events change the register. Says nothing about whether they may: see <see cref="RegisterRules"/>.</summary>
internal static class RegisterFold
{
    /// <summary>The register after one more event.</summary>
    public static CommunityRegister After(this CommunityRegister register, RegisterEvent happened, DateTimeOffset at) =>
        register.Remembering(happened).Changed(happened, at) with
        {
            Events = register.Events + 1,
            LastAt = at,
            JoinedAt = register.Joined(happened, at),
        };

    /// <summary>
    /// The register after one more change. What was brought in from elsewhere counts as of when it happened there.
    /// </summary>
    public static CommunityRegister After(this CommunityRegister register, RegisterChange change)
    {
        var after = register;
        foreach (var (index, happened) in change.Events.Index()) after = after.After(happened, change.HappenedAt?[index] ?? change.At);
        return change.Imported is null ? after : after with { LastAt = change.At, Imported = change.Imported };
    }

    /// <summary>Who has come to mean somebody else since when: whoever comes apart again is forgotten.</summary>
    private static ImmutableDictionary<string, DateTimeOffset> Joined(
        this CommunityRegister register, RegisterEvent happened, DateTimeOffset at) => happened switch
        {
            AliasAdded e => register.JoinedAt.SetItem(e.Alias, at),
            ClaimSettled { Confirmed: true } e when register.Claims[e.Code].Subject is null =>
                register.JoinedAt.SetItem(register.Claims[e.Code].Alias, at),
            IdentitiesMerged e => register.JoinedAt.SetItem(register.Find(e.Target)!.Id, at),
            AliasRemoved e => register.JoinedAt.Remove(e.Alias),
            MergeUndone e => register.JoinedAt.Remove(e.Target),
            _ => register.JoinedAt,
        };

    /// <summary>Keeps how it was before somebody's address changes, be it that it is theirs or who they are.</summary>
    private static CommunityRegister Remembering(this CommunityRegister register, RegisterEvent happened)
    {
        if (happened is not (PayoutAddressSet or CurrencySet or IdentitiesMerged or MergeUndone or AliasAdded or AliasRemoved
            or ClaimSettled)) return register;
        var past = register.Past.Add(register with { Past = [] });
        return past.Count <= CommunityRegister.PastMax
            ? register with { Past = past }
            : register with { Past = past.RemoveAt(0), ForgottenTo = past[0].Events };
    }

    private static CommunityRegister Changed(this CommunityRegister register, RegisterEvent happened, DateTimeOffset at) => happened switch
    {
        IdentityCreated e => register.With(new Identity { Id = e.Id, Name = e.Name, Type = e.Type }).Naming(e.Name, e.Id),
        IdentityRenamed e => register.Renamed(register.Find(e.Id)!, e.Name),
        IdentityTypeChanged e => register.With(register.Find(e.Id)! with { Type = e.Type }),
        ActivitySet e => register.With(register.Find(e.Id)! with { Active = e.Active }),
        AliasAdded e => register.Owning(e.Id, e.Alias),
        AliasRemoved e => register.Disowning(e.Alias),
        AliasClaimed e => register with { Claims = register.Claims.SetItem(e.Code, new AliasClaim(e.Code, e.Id, e.Alias)) },
        SubjectLinked e => register with { Subjects = register.Subjects.SetItem(e.Subject, e.Id) },
        SubjectUnlinked e => register with { Subjects = register.Subjects.Remove(e.Subject) },
        SubjectClaimed e => register with
        {
            Claims = register.Claims.SetItem(e.Code, new AliasClaim(e.Code, e.Alias, e.Alias) { Subject = e.Subject }),
        },
        ClaimSettled e => register.Settled(register.Claims[e.Code], e.Confirmed),
        IdentitiesMerged e => register.Merged(register.Find(e.Base)!, register.Find(e.Target)!),
        MergeUndone e => register.Unmerged(register.Identities[e.Target], e.Name),
        PayoutAddressSet e => register.Paying(register.Find(e.Id)!, e.Currency, e.Address),
        CurrencySet e => (register with { Currency = e.Currency, Currencies = register.Currencies.Add((at, e.Currency)) }).OnlyPayable(),
        AccountingSet e => (register with { Accounting = e.Enabled }).OnlyPayable(),
        TrackingSet e => register with { TrackingSince = e.Enabled ? at : null, Tracked = register.Tracked.Clear() },
        GrainDistributed e => register with
        {
            Distributions = register.Distributions.Add(e.Distribution, e),
            DistributedAt = register.DistributedAt.Add(e.Distribution, at),
            Tracked = register.TrackingSince is null ? register.Tracked : register.Tracked.Add(e.Distribution),
        },
        DistributionExecuted { IsWhole: true } e => register with { Executed = register.Executed.Add(e.Key) },
        DistributionExecuted e => register.Marked(e),
        _ => throw new InvalidOperationException($"The register does not know the event {happened.GetType().Name}."),
    };

    private static CommunityRegister Marked(this CommunityRegister register, DistributionExecuted e)
    {
        var then = register.AsOf(e.AsOf ?? register.Events)!;
        var currency = then.OwedIn(e.EpochClosedAt ?? register.DistributedAt[e.Distribution]);
        var marks = register.Marks.GetValueOrDefault(e.Key) ?? [];
        return register with { Marks = register.Marks.SetItem(e.Key, marks.Add(new PaymentMark(then, currency, e.Identities))) };
    }

    private static CommunityRegister With(this CommunityRegister register, Identity identity) =>
        register with { Identities = register.Identities.SetItem(identity.Id, identity) };

    private static CommunityRegister Naming(this CommunityRegister register, string name, string id) =>
        register with { Names = register.Names.SetItem(RegisterRules.KeyOfName(name), id) };

    private static CommunityRegister Unnaming(this CommunityRegister register, string name) =>
        register with { Names = register.Names.Remove(RegisterRules.KeyOfName(name)) };

    private static CommunityRegister Renamed(this CommunityRegister register, Identity identity, string name) =>
        register.Unnaming(identity.Name).With(identity with { Name = name }).Naming(name, identity.Id);

    private static CommunityRegister Owning(this CommunityRegister register, string id, string alias)
    {
        var owner = register.Find(id)!;
        var settled = register.Claims.Values.Where(claim => claim.Alias == alias && claim.Subject is null).ToArray();
        return register.With(owner with { Aliases = owner.Aliases.Add(alias) }) with
        {
            AliasOwners = register.AliasOwners.Add(alias, owner.Id),
            // Whoever else claimed it, it is settled now.
            Claims = register.Claims.RemoveRange(settled.Select(claim => claim.Code)),
            SettledClaims = register.SettledClaims.SetItems(settled.Where(claim => register.Resolve(claim.Identity) == owner.Id)
                .Select(claim => KeyValuePair.Create(claim.Code, new SettledClaim(claim, Confirmed: true)))),
        };
    }

    /// <summary>The alias is taken from the identity that was given it, be that merged or not.</summary>
    private static CommunityRegister Disowning(this CommunityRegister register, string alias)
    {
        var owner = register.Identities[register.AliasOwners[alias]];
        return register.With(owner with { Aliases = owner.Aliases.Remove(alias) }) with
        {
            AliasOwners = register.AliasOwners.Remove(alias),
            Removed = register.Removed.Add((owner.Id, alias)),
        };
    }

    private static CommunityRegister Settled(this CommunityRegister register, AliasClaim claim, bool confirmed) =>
        confirmed && claim.Subject is null ? register.Owning(claim.Identity, claim.Alias)
        : register with
        {
            Claims = register.Claims.Remove(claim.Code),
            SettledClaims = register.SettledClaims.SetItem(claim.Code, new SettledClaim(claim, confirmed)),
            Subjects = confirmed ? register.Subjects.SetItem(claim.Subject!, claim.Alias) : register.Subjects,
        };

    /// <summary>The target's record stays as it is, but for the name, which others may take.</summary>
    private static CommunityRegister Merged(this CommunityRegister register, Identity into, Identity target) => register
        .Unnaming(target.Name)
        .With(target with { MergedInto = into.Id })
        .With(into with { Merged = into.Merged.Add(target.Id) });

    private static CommunityRegister Unmerged(this CommunityRegister register, Identity target, string? name)
    {
        var into = register.Identities[target.MergedInto!];
        return register
            .With(into with { Merged = into.Merged.Remove(target.Id) })
            .With(target with { MergedInto = null, Name = name ?? target.Name })
            .Naming(name ?? target.Name, target.Id);
    }

    /// <summary>A removed address is kept as "none", so that one of a merged identity does not take its place.</summary>
    private static CommunityRegister Paying(this CommunityRegister register, Identity identity, Currency currency, string? address) =>
        register.With(identity with { PayoutAddresses = identity.PayoutAddresses.SetItem(currency.Key, address) });

    private static CommunityRegister OnlyPayable(this CommunityRegister register)
    {
        if (register.Accounting || register.Currency is not { } currency) return register;
        var stopped = register.Identities.Values
            .Where(identity => identity is { Active: true, MergedInto: null } && register.PayoutAddressOf(identity.Id, currency) is null)
            .Select(identity => KeyValuePair.Create(identity.Id, identity with { Active = false }));
        return register with { Identities = register.Identities.SetItems(stopped) };
    }
}
