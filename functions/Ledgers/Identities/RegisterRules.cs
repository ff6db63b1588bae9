using Grain.Functions.Ledgers.Identities.Sealing;
using static Grain.Functions.Ledgers.Identities.RegisterFault;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>Which events the register takes: the rules of identities, aliases, merges and accounting. Pure.</summary>
internal static class RegisterRules
{
    /// <summary>Most characters of a name.</summary>
    public const int NameLengthMax = 42;

    /// <summary>Most claims that wait to be settled; enough for a large community's first day, few enough not to weigh.</summary>
    public const int ClaimsMax = 2000;

    /// <summary>
    /// What the register says to an event at a time. The same event under the same register always gets the same verdict.
    /// </summary>
    public static RegisterVerdict Judge(this CommunityRegister register, RegisterEvent asked, DateTimeOffset at) =>
        at < register.LastAt ? No(OutOfOrderTimestamp, $"the register was changed at {register.LastAt:O}, after {at:O}") : asked switch
        {
            IdentityCreated e => register.JudgeCreation(e),
            IdentityRenamed e => register.OfKnown(e.Id, identity => identity.Name == e.Name
                ? No(SameName, $"it is called {e.Name} already")
                : register.JudgeName(e.Name, identity.Id)),
            IdentityTypeChanged e => JudgeType(e.Type) ?? register.OfKnown(e.Id, identity => identity.Type == e.Type
                ? No(SameType, $"it is of type {e.Type} already")
                : RegisterVerdict.Yes),
            ActivitySet e => register.OfKnown(e.Id, identity => register.JudgeActivity(identity, e.Active)),
            AliasAdded e => register.OfKnown(e.Id, identity => register.JudgeAlias(identity, e.Alias)),
            AliasRemoved e => register.OfKnown(e.Id, identity => register.JudgeRemoval(identity, e.Alias)),
            AliasClaimed e => register.OfKnown(e.Id, identity => register.JudgeClaim(identity, e)),
            ClaimSettled e => register.JudgeSettlement(e),
            SubjectLinked or SubjectUnlinked or SubjectClaimed => register.JudgeSubject(asked),
            IdentitiesMerged e => register.OfKnown(e.Base, into => register.OfKnown(e.Target, target => JudgeMerge(e, into, target))),
            MergeUndone e => register.JudgeUnmerge(e),
            PayoutAddressSet e => register.OfKnown(e.Id,
                identity => identity.PayoutAddresses.TryGetValue(e.Currency.Key, out var known) && known == e.Address
                ? RegisterVerdict.Unneeded
                : JudgeAddress(e)),
            CurrencySet or AccountingSet or TrackingSet or DistributionExecuted => register.JudgeAccounting(asked),
            GrainDistributed e => register.JudgeDistribution(e),
            _ => throw new InvalidOperationException($"The register has no rule for {asked.GetType().Name}."),
        };

    internal static RegisterVerdict No(string kind, string reason) => new RegisterVerdict.Refused(kind, reason);

    private static RegisterVerdict OfKnown(this CommunityRegister register, string address, Func<Identity, RegisterVerdict> judge) =>
        register.Find(address) is { } identity ? judge(identity) : No(UnknownIdentity, $"there is no identity '{address}'");

    private static RegisterVerdict JudgeCreation(this CommunityRegister register, IdentityCreated e)
    {
        if (e.Id.Length is 0 or > JournalKeys.AccountLengthMax)
            return No(InvalidId, $"an id has 1 to {JournalKeys.AccountLengthMax} characters");
        if (register.Identities.ContainsKey(e.Id)) return No(IdTaken, $"there is an identity '{e.Id}' already");
        if (register.AliasOwners.ContainsKey(e.Id)) return No(IdTaken, $"'{e.Id}' is an alias of '{register.Resolve(e.Id)}'");
        return JudgeType(e.Type) ?? register.JudgeName(e.Name, e.Id);
    }

    private static RegisterVerdict? JudgeType(string type) =>
        IdentityTypes.All.Contains(type) ? null : No(InvalidIdentityType, $"'{type}' is none of {string.Join(", ", IdentityTypes.All)}");

    private static RegisterVerdict JudgeName(this CommunityRegister register, string name, string id)
    {
        if (SealedName.KeyOf(name) is null && FaultOfName(name) is { } fault) return fault;
        if (!register.Names.TryGetValue(KeyOfName(name), out var owner) || owner == id) return RegisterVerdict.Yes;
        return register.Identities[owner].Name == name
            ? No(NameTaken, $"'{owner}' is called {name}")
            : No(NameTakenOtherCase, $"'{owner}' is called {register.Identities[owner].Name}, which differs in case only");
    }

    /// <summary>Why nobody can be called so, whoever else there is; <see langword="null"/> if somebody can.</summary>
    internal static RegisterVerdict.Refused? FaultOfName(string name) =>
        name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? new(InvalidName, "a name consists of letters, digits and dashes")
            : name.Length > NameLengthMax ? new(NameTooLong, $"a name has at most {NameLengthMax} characters") : null;

    /// <summary>What is the same for names that differ in case only.</summary>
    internal static string KeyOfName(string name) => SealedName.KeyOf(name) ?? name.ToLowerInvariant();

    private static RegisterVerdict JudgeActivity(this CommunityRegister register, Identity identity, bool active)
    {
        if (identity.Active == active) return RegisterVerdict.Unneeded;
        return active && register.Currency is { } currency && register.PayoutAddressOf(identity.Id, currency) is null
            ? No(NoPayoutAddress, $"it has no payout address for {currency.Key}; PUT …/identities takes one as payoutAddress, or "
                + "\"active\": false until there is one")
            : RegisterVerdict.Yes;
    }

    private static RegisterVerdict JudgeAlias(this CommunityRegister register, Identity identity, string alias)
    {
        if (alias.Length is 0 or > JournalKeys.AccountLengthMax)
            return No(InvalidId, $"an alias has 1 to {JournalKeys.AccountLengthMax} characters");
        if (!register.AliasOwners.ContainsKey(alias) && !register.Identities.ContainsKey(alias)) return RegisterVerdict.Yes;
        return register.Resolve(alias) is var owner && owner == identity.Id
            ? No(AliasAlreadyOwn, $"'{alias}' means it already")
            : No(AliasAlreadyBound, $"'{alias}' means '{owner}'");
    }

    private static RegisterVerdict JudgeRemoval(this CommunityRegister register, Identity identity, string alias)
    {
        if (register.AliasOwners.ContainsKey(alias) && register.Resolve(alias) == identity.Id) return RegisterVerdict.Yes;
        return register.IdsOf(identity.Id).Any(id => register.Removed.Contains((id, alias)))
            ? RegisterVerdict.Unneeded
            : No(AliasNotOwn, $"'{alias}' is no alias of it");
    }

    private static RegisterVerdict JudgeSettlement(this CommunityRegister register, ClaimSettled e)
    {
        if (register.Claims.TryGetValue(e.Code, out var claim))
        {
            if (claim.Subject is { } subject)
                return e.Confirmed && register.JudgeLink(subject, claim.Alias) is RegisterVerdict.Refused refused ? refused
                    : RegisterVerdict.Yes;
            // While the claim waited, somebody may have got an identity of that id.
            return e.Confirmed ? register.OfKnown(claim.Identity, identity => register.JudgeAlias(identity, claim.Alias))
                : RegisterVerdict.Yes;
        }

        if (!register.SettledClaims.TryGetValue(e.Code, out var settled)) return No(UnknownClaim, "no claim with this code waits");
        return settled.Confirmed == e.Confirmed
            ? RegisterVerdict.Unneeded
            : No(ClaimSettledOtherwise, $"the claim was {(settled.Confirmed ? "confirmed" : "turned down")} before");
    }

    private static RegisterVerdict JudgeClaim(this CommunityRegister register, Identity identity, AliasClaimed e)
    {
        if (register.ClaimOf(identity.Id, e.Alias) is { } claim
            && (register.Claims.ContainsKey(claim.Code) || register.Resolve(e.Alias) == identity.Id)) return RegisterVerdict.Unneeded;
        if (register.JudgeAlias(identity, e.Alias) is RegisterVerdict.Refused refused) return refused;
        return register.Claims.Count < ClaimsMax ? RegisterVerdict.Yes : No(TooManyClaims, $"{ClaimsMax} claims wait to be settled");
    }

    /// <summary>Merging what means the same already would count its grain twice.</summary>
    private static RegisterVerdict JudgeMerge(IdentitiesMerged e, Identity into, Identity target)
    {
        if (e.Base == e.Target) return No(MergeWithItself, "an identity cannot be merged with itself");
        return into.Id == target.Id ? No(AlreadyMerged, $"'{e.Base}' and '{e.Target}' mean '{into.Id}' already") : RegisterVerdict.Yes;
    }

    private static RegisterVerdict JudgeUnmerge(this CommunityRegister register, MergeUndone e)
    {
        if (!register.Identities.TryGetValue(e.Target, out var target)) return No(UnknownIdentity, $"there is no identity '{e.Target}'");
        return target.MergedInto is null ? No(NotMerged, $"'{e.Target}' is not merged into another one")
            : register.JudgeName(e.Name ?? target.Name, target.Id);
    }

    private static RegisterVerdict JudgeAddress(PayoutAddressSet e)
    {
        if (!e.Currency.IsValid) return No(InvalidCurrency, "a currency is a chain's number with a token's address, or BTC or FIL");
        return e.Address is { } address && !SealedText.Is(address) && e.Currency.FaultOf(address) is { } fault
            ? No(InvalidPayoutAddress, $"'{address}' is no address for {e.Currency.Key}: {fault}")
            : RegisterVerdict.Yes;
    }
}
