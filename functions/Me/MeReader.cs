using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Api;

namespace Grain.Functions.Me;

/// <summary>Gathers what somebody who has signed in may know of themselves.</summary>
internal sealed class MeReader(PersonalSettingsStore settings, GrantGuard guard, FaceReader faces)
{
    /// <summary>Ids that are looked up in the guards' books.</summary>
    private const int HeldMax = 50;

    /// <summary>All of it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="me">Who.</param>
    /// <param name="key">The key to what is private, if it was made just now.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<MeAnswer> ReadAsync(Space space, SignedIn me, string? key, CancellationToken cancellation)
    {
        var claims = me.Register.Claims.Values.Where(claim => IsMine(claim, me)).OrderBy(claim => claim.Alias, StringComparer.Ordinal);
        var answer = new MeAnswer(space.Name, me.Subject.Issuer, me.Person is not null, [.. claims.Select(ClaimsFunctions.Shown)]);
        if (me.Person is not { } person) return answer;
        var identity = IdentityAnswer.Of(me.Register, person);
        var (_, wants) = await settings.ReadAsync(space, person, cancellation);
        var held = new List<HeldAnswer>();
        foreach (var account in identity.Accounts.Take(HeldMax))
            if (await guard.ReadAsync(space, account,
                cancellation) is { Totals: { State: GuardStates.Held or GuardStates.Rejected } totals })
                held.Add(new(account, totals.State, totals.HeldGrants, totals.HeldPoints));
        return answer with
        {
            Id = person,
            Name = identity.Name,
            Registered = identity.Registered,
            Accounts = identity.Accounts,
            PayoutAddresses = identity.PayoutAddresses,
            Privacy = PrivacyWords.Of(wants.Privacy),
            Pseudonym = wants.Privacy == Privacy.Pseudonymous
                ? (await faces.ReadAsync(space, Caller.Nobody, cancellation)).IdOf(person) : null,
            TimeZone = wants.TimeZone,
            Species = wants.Species,
            Held = held,
            ActivityKey = key,
        };
    }

    private static bool IsMine(AliasClaim claim, SignedIn me) => claim.Subject is { } subject ? subject == me.Key
        : me.Person is { } person && me.Register.Resolve(claim.Identity) == person;
}
