using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Ledgers.Identities;
using Xunit;

namespace Grain.Functions.Tests.Identities;

public sealed class CommunityRegisterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Currency Dai = new("1", "0x6B175474E89094C44Da98b954EedeAC495271d0F");

    [Fact]
    public void Whatever_is_merged_and_unmerged_every_address_belongs_to_one_person_and_no_grain_is_lost() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(0, (7 * 36) - 1)).ToArbitrary(), steps =>
        {
            var register = Enumerable.Range(0, 6)
                .Aggregate(CommunityRegister.Empty, (r, i) => After(r, new IdentityCreated($"p{i}", $"n{i}", "USER")));
            foreach (var step in steps)
            {
                var (what, a, b) = (step / 36, step / 6 % 6, step % 6);
                register = After(register, what switch
                {
                    0 or 1 or 2 => new IdentitiesMerged($"p{a}", $"p{b}"),
                    3 or 4 => new MergeUndone($"p{a}", null),
                    5 => new AliasAdded($"p{a}", $"x{b}"),
                    _ => new AliasRemoved($"p{a}", $"x{b}"),
                });
                // Every account of anybody is counted once, under whoever it resolves to: so sums over people are sums over accounts.
                var people = register.Identities.Values.Where(identity => identity.MergedInto is null)
                    .Select(identity => register.AccountsOf(identity.Id)).ToArray();
                var all = people.SelectMany(accounts => accounts).ToArray();
                if (all.Length != all.Distinct().Count()) return false;
                if (all.Length != 6 + register.AliasOwners.Count) return false;
                if (people.Any(accounts => accounts.Any(account => register.Resolve(account) != accounts[0]))) return false;
                if (register.Names.Count != people.Length) return false;
            }

            var map = IdentityMap.Of(register);
            return map.Hash() == IdentityMap.Read(map.ToBytes()).Hash()
                && Enumerable.Range(0, 6)
                .All(i => map.Resolve($"p{i}") == register.Resolve($"p{i}") && map.Resolve($"x{i}") == register.Resolve($"x{i}"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_unmerged_identity_is_what_it_was_with_its_own_aliases_and_merges()
    {
        var before = Made("ada", "ann", "amy");
        before = After(before, new AliasAdded("ann", "github/ann"), new IdentitiesMerged("ann", "amy"));
        var merged = After(before, new IdentitiesMerged("ada", "ann"));
        Assert.Equal(["ada", "ann", "github/ann", "amy"], merged.AccountsOf("amy"));
        Assert.Equal("ada", merged.Resolve("github/ann"));

        var after = After(merged, new MergeUndone("ann", null));

        Assert.Equal(IdentityMap.Of(before).Hash(), IdentityMap.Of(after).Hash());
    }

    [Fact]
    public void A_name_that_was_taken_meanwhile_keeps_a_merge_from_being_undone_until_another_one_is_given()
    {
        var register = After(Made("ada", "ann"), new IdentitiesMerged("ada", "ann"), new IdentityCreated("new", "ann", "USER"));
        Assert.Equal(RegisterFault.NameTaken, Refusal(register, new MergeUndone("ann", null)));
        Assert.Equal("ann-2", After(register, new MergeUndone("ann", "ann-2")).Identities["ann"].Name);
    }

    [Fact]
    public void Merges_never_go_in_circles()
    {
        var register = After(Made("ada", "ann", "amy"), new IdentitiesMerged("ada", "ann"), new IdentitiesMerged("ann", "amy"));
        foreach (var (into, target) in new[] { ("ann", "ada"), ("amy", "ada"), ("ada", "amy"), ("amy", "ann") })
            Assert.Equal(RegisterFault.AlreadyMerged, Refusal(register, new IdentitiesMerged(into, target)));
    }

    [Fact]
    public void A_merged_identitys_payout_address_stands_in_until_the_base_has_one_or_says_it_wants_none()
    {
        const string first = "0x2Ccc7cD913677553766873483ed9eEDdB77A0Bb0";
        var register = After(Made("ada", "ann"), new PayoutAddressSet("ann", Dai, first), new IdentitiesMerged("ada", "ann"));
        Assert.Equal(first, register.PayoutAddressOf("ada", Dai));
        Assert.Null(After(register, new PayoutAddressSet("ada", Dai, null)).PayoutAddressOf("ada", Dai));
        Assert.Equal(first, After(register, new MergeUndone("ann", null)).PayoutAddressOf("ann", Dai));
    }

    [Fact]
    public void A_confirmed_claim_becomes_an_alias_and_other_claims_of_it_are_void()
    {
        var register = After(Made("ada", "eve"), new AliasClaimed("ada", "github/ada", "c1"), new AliasClaimed("eve", "github/ada", "c2"),
            new AliasClaimed("eve", "github/eve", "c3"));
        Assert.IsType<RegisterVerdict.NothingToDo>(register.Judge(new AliasClaimed("ada", "github/ada", "c4"), Noon));
        register = After(register, new ClaimSettled("c1", true), new ClaimSettled("c3", false));
        Assert.Equal(("ada", "github/eve"), (register.Resolve("github/ada"), register.Resolve("github/eve")));
        Assert.Empty(register.Claims);
        Assert.Equal(RegisterFault.UnknownClaim, Refusal(register, new ClaimSettled("c2", true)));
    }

    [Fact]
    public void A_claim_is_not_confirmed_once_its_alias_has_become_an_identity()
    {
        var register = After(Made("ines"), new AliasClaimed("ines", "github/x1", "c1"), new IdentityCreated("github/x1", "x1", "USER"));
        Assert.Equal(RegisterFault.AliasAlreadyBound, Refusal(register, new ClaimSettled("c1", true)));
        Assert.Empty(register.Ambiguous);
        Assert.Empty(After(register, new ClaimSettled("c1", false)).Claims);
    }

    [Fact]
    public void An_identity_that_is_an_alias_too_does_not_keep_the_others_from_having_a_map()
    {
        var register = After(Made("ines", "h"), new AliasAdded("h", "github/h")).After(new AliasClaimed("ines", "h", "c1"), Noon)
            .After(new ClaimSettled("c1", true), Noon);
        Assert.Equal(["h"], register.Ambiguous);
        var map = IdentityMap.Of(register);
        Assert.All(["ines", "h", "github/h"], address => Assert.Equal(register.Resolve(address), map.Resolve(address)));
        Assert.Equal(map.Hash(), IdentityMap.Read(map.ToBytes()).Hash());
        var parted = After(register, new AliasRemoved("ines", "h"));
        Assert.Equal((0, "h"), (parted.Ambiguous.Count(), IdentityMap.Of(parted).Resolve("h")));
    }

    [Fact]
    public void Without_balances_only_those_with_a_payout_address_stay_active()
    {
        var register = After(
            Made("ada", "eve"), new ActivitySet("ada", true), new ActivitySet("eve", true),
            new CurrencySet(Dai), new PayoutAddressSet("ada", Dai, "0x2Ccc7cD913677553766873483ed9eEDdB77A0Bb0"), new AccountingSet(false));
        Assert.Equal((true, false, false), (register.IsActive("ada"), register.IsActive("eve"), register.IsActive("nobody-yet")));
        Assert.True(After(register, new AccountingSet(true)).IsActive("nobody-yet"));
    }

    [Theory]
    [InlineData("01", Currency.NativeToken, false)]
    [InlineData("-1", Currency.NativeToken, false)]
    [InlineData("1", null, false)]
    [InlineData("BTC", null, true)]
    [InlineData("BTC", Currency.NativeToken, false)]
    [InlineData("137", Currency.NativeToken, true)]
    [InlineData("137", "0x12", false)]
    public void A_currency_is_a_chain_with_a_token_or_a_protocol(string chain, string? token, bool valid) =>
        Assert.Equal(valid, new Currency(chain, token).IsValid);

    [Fact]
    public void The_map_has_one_spelling()
    {
        var register = After(Made("zoe", "ada"), new AliasAdded("zoe", "github/Zoë"), new ActivitySet("zoe", true));
        Assert.Equal(
            """
            {"accounting":true,"format":"grain-identities/1","identities":[{"accounts":["ada"],"active":false,"id":"ada","name":"ada",
             "type":"USER"},{"accounts":["github/Zoë","zoe"],"active":true,"id":"zoe","name":"zoe","type":"USER"}]}
            """.Replace("\n ", "", StringComparison.Ordinal),
            Encoding.UTF8.GetString(IdentityMap.Of(register).ToBytes()));
    }

    private static CommunityRegister Made(params string[] ids) =>
        After(CommunityRegister.Empty, [.. ids.Select(id => new IdentityCreated(id, id, "USER"))]);

    private static CommunityRegister After(CommunityRegister register, params RegisterEvent[] events) =>
        events.Aggregate(register,
            (before, asked) => before.Judge(asked, Noon) is RegisterVerdict.Allowed ? before.After(asked, Noon) : before);

    private static string Refusal(CommunityRegister register, RegisterEvent asked) =>
        Assert.IsType<RegisterVerdict.Refused>(register.Judge(asked, Noon)).Kind;
}
