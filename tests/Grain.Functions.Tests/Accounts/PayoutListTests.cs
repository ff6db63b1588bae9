using System.Text;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Identities;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>Who is owed what outside of Grain, and the files that say so.</summary>
public sealed class PayoutListTests
{
    private const string Ines = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private const string Jon = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
    private static readonly DateTimeOffset Start = new(2026, 11, 15, 0, 0, 0, TimeSpan.Zero);
    private static readonly Currency Token = new("1", "0x2222222222222222222222222222222222222222");
    private static readonly Currency Other = new("137", "0x3333333333333333333333333333333333333333");
    private static readonly Distributed Epoch = new("2026-11-15", Start.AddDays(7),
        [new Receipt("ines", new GrainAmount(500)), new Receipt("jon", new GrainAmount(250))], IsEpoch: true);

    [Theory]
    [InlineData("ines", "ines")]
    [InlineData("@ines", "'@ines")]
    [InlineData("'@ines", "''@ines")]
    [InlineData("=1+2", "'=1+2")]
    [InlineData("-2", "'-2")]
    [InlineData("+2", "'+2")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠ines", "'＠ines")]
    [InlineData("﹦1", "'﹦1")]
    [InlineData("\tines", "'\tines")]
    [InlineData("\nines", "\"'\nines\"")]
    [InlineData("\r\n=1", "\"'\r\n=1\"")]
    [InlineData(" =1", "' =1")]
    [InlineData("\u200B=1", "'\u200B=1")]
    [InlineData(" ines", " ines")]
    [InlineData("a=1, \"b\"", "\"a=1, \"\"b\"\"\"")]
    [InlineData("", "")]
    public void A_field_is_no_formula_and_can_be_told_from_every_other(string text, string field) =>
        Assert.Equal($"{field},x\r\n", new StringBuilder().AppendRow(text, "x").ToString());

    [Theory]
    [InlineData(Ines, null)] // an example of EIP-55
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7", null)] // all upper case, another of its examples
    [InlineData("0xde709f2102306220921060314715629080e2fb77", null)] // all lower case
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", null)]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "its checksum fails")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAec", "its checksum fails")]
    [InlineData("0x0000000000000000000000000000000000000000", "it is the zero address")]
    [InlineData("0xABCDabcdABCDabcdABCDabcdABCDabcdABCDabcd", "its checksum fails")]
    [InlineData("0xabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd", "it is the contract of the token itself")]
    [InlineData("0XFB6916095CA1DF60BB79CE92CE3EA74C37C5D359", "it must be 0x")]
    [InlineData("lou.eth", "it must be 0x")]
    [InlineData(" 0xde709f2102306220921060314715629080e2fb77", "it must be 0x")]
    public void An_address_at_which_money_would_be_lost_is_refused_with_the_reason(string address, string? fault)
    {
        var currency = new Currency("1", "0xABCDABCDABCDABCDABCDABCDABCDABCDABCDABCD");
        Assert.StartsWith(fault ?? "", currency.FaultOf(address) ?? "", StringComparison.Ordinal);
        Assert.Equal(fault is null, currency.FaultOf(address) is null);
        var verdict = With(People(), new PayoutAddressSet("ines", currency, null))
            .Judge(new PayoutAddressSet("ines", currency, address), Start.AddYears(1));
        Assert.Equal(fault is not null, verdict is RegisterVerdict.Refused { Kind: RegisterFault.InvalidPayoutAddress });
    }

    [Fact]
    public void A_currency_whose_contract_is_mistyped_is_refused()
    {
        Assert.True(new Currency("1", Ines) { Decimals = 6 }.IsValid);
        Assert.False(new Currency("1", Ines.Replace("5a", "5A", StringComparison.Ordinal)).IsValid);
        Assert.False(new Currency("1", Ines) { Decimals = 37 }.IsValid);
        Assert.False(new Currency("1", Ines) { Decimals = -1 }.IsValid);
    }

    [Fact]
    public void A_mark_is_of_the_payments_that_could_be_made()
    {
        var register = With(People(), new CurrencySet(Token), new PayoutAddressSet("ines", Token, Ines));
        var marked = With(register, new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true });
        var later = With(marked, new PayoutAddressSet("jon", Token, Jon));
        Assert.Equal([("ines", true), ("jon", false)], Rows(later).Select(row => (row.Identity, row.Executed)));
        Assert.Contains(Jon, PayoutList.ToSafeCsv(Rows(later).Where(row => !row.Executed), 0), StringComparison.Ordinal);
        Assert.All(Rows(With(later, new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true })), row => Assert.True(row.Executed));
        Assert.Equal(
            [("ines", false), ("jon", true)],
            Rows(With(register, new DistributionExecuted(Epoch.Id, Epoch.At) { Identities = ["jon"] }))
                .Select(row => (row.Identity, row.Executed)));

        // Joined afterwards, one payment of the person stays open.
        var joined = With(later, new IdentitiesMerged("ines", "jon"));
        Assert.Equal([(500, true), (250, false)],
            Rows(joined).OrderByDescending(row => row.Amount).Select(row => ((int)row.Amount.BaseUnits, row.Executed)));
    }

    [Fact]
    public void Marks_stay_when_tracking_is_switched_and_what_is_older_can_be_marked()
    {
        var register = With(People(), new CurrencySet(Token), new PayoutAddressSet("ines", Token, Ines));
        var marked = With(register, new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true });
        var switched = At(With(marked, new TrackingSet(false)), Epoch.At.AddDays(1), new TrackingSet(true));
        Assert.Equal([("ines", true), ("jon", false)], Rows(switched).Select(row => (row.Identity, row.Executed)));
        Assert.All(Rows(With(register, new DistributionExecuted(Epoch.Id, Epoch.At), new TrackingSet(false))),
            row => Assert.True(row.Executed));

        var special = At(With(People(), new TrackingSet(false), new GrainDistributed("prize", [])), Epoch.At, new TrackingSet(true));
        foreach (var (id, at) in new (string, DateTimeOffset?)[] { ("prize", null), (Epoch.Id, Start) })
            Assert.IsType<RegisterVerdict.Allowed>(special.Judge(new DistributionExecuted(id, at) { Payable = true }, Epoch.At));
        Assert.IsType<RegisterVerdict.Refused>(special.Judge(new DistributionExecuted("other") { Payable = true }, Epoch.At));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_epoch_and_a_special_distribution_of_one_id_are_marked_apart(bool whole)
    {
        var register =
            With(People(), new GrainDistributed(Epoch.Id, []), new DistributionExecuted(Epoch.Id) { Payable = whole ? null : true });
        Assert.All(Rows(register), row => Assert.False(row.Executed));
        Assert.All(PayoutList.Of(register, [Epoch with { IsEpoch = false }]), row => Assert.True(row.Executed));
        Assert.IsType<RegisterVerdict.Allowed>(register.Judge(new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true }, Start));
    }

    [Theory]
    [InlineData("2026-11-15", true)]
    [InlineData("2026-11-15T0930", true)]
    [InlineData("2026-11-15-prize", false)]
    [InlineData("2026-11", false)]
    public void A_new_distribution_has_no_id_of_an_epoch(string id, bool refused) =>
        Assert.Equal(refused,
            People().Judge(new GrainDistributed(id, []), Start) is RegisterVerdict.Refused { Kind: RegisterFault.InvalidDistribution });

    [Fact]
    public void A_mark_of_what_a_file_paid_passes_over_who_gave_an_address_or_was_joined_since()
    {
        var file = With(People(), new CurrencySet(Token), new PayoutAddressSet("ines", Token, Ines));
        var asOf = new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true, AsOf = file.Events };
        RegisterEvent[][] meanwhile = [[new PayoutAddressSet("jon", Token, Jon)], [new IdentitiesMerged("ines", "jon")],
            [new PayoutAddressSet("ines", Token, null)], []];
        foreach (var happened in meanwhile)
            Assert.Equal([(250, false), (500, true)],
                Rows(With(With(file, happened), asOf)).Select(row => ((int)row.Amount.BaseUnits, row.Executed)).Order());
    }

    [Fact]
    public void What_the_register_forgets_of_the_past_cannot_be_marked_by()
    {
        var file = With(People(), new CurrencySet(Token));
        var later = With(file,
            [.. Enumerable.Range(0, CommunityRegister.PastMax).Select(i => new PayoutAddressSet("jon", Token, i % 2 == 0 ? Jon : null))]);
        Assert.Equal(file.Events, later.AsOf(file.Events)?.Events);
        Assert.Null(With(later, new PayoutAddressSet("jon", Token, Jon)).AsOf(file.Events));
        Assert.Null(later.AsOf(later.Events + 1));
        var verdict = later.Judge(new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true, AsOf = file.Events - 2 }, Start);
        Assert.Equal(RegisterFault.FileTooOld, Assert.IsType<RegisterVerdict.Refused>(verdict).Kind);
    }

    [Fact]
    public void A_mark_of_a_whole_distribution_keeps_what_it_meant()
    {
        var register = With(People(), new CurrencySet(Token), new DistributionExecuted(Epoch.Id, Epoch.At));
        Assert.All(Rows(With(register, new PayoutAddressSet("jon", Token, Jon))), row => Assert.True(row.Executed));
        Assert.IsType<RegisterVerdict.Refused>(register.Judge(new DistributionExecuted(Epoch.Id, Epoch.At), Start.AddYears(1)));
        Assert.IsType<RegisterVerdict.NothingToDo>(register.Judge(new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true },
            Start.AddYears(1)));
    }

    [Fact]
    public void What_was_paid_stays_owed_in_the_currency_of_its_time()
    {
        var before = With(People(), new CurrencySet(Token), new PayoutAddressSet("ines", Token, Ines));
        var changed = At(before, Epoch.At.AddDays(1), new CurrencySet(Other));
        Assert.Equal([(Token, Ines), (Token, null)], Rows(changed).Select(row => (row.Currency, row.Address)));
        Assert.All(PayoutList.Of(changed, [Epoch with { At = Epoch.At.AddDays(2) }]),
            row => Assert.Equal((Other, null), (row.Currency, row.Address)));

        // Without a currency at its time it is owed in the one of now, and once marked, in the one in which it was paid.
        var first = At(People(), Epoch.At.AddDays(1), new CurrencySet(Token), new PayoutAddressSet("ines", Token, Ines));
        var paid = At(first, Epoch.At.AddDays(2), new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true });
        Assert.Equal([(Token, true), (Other, false)],
            Rows(At(paid, Epoch.At.AddDays(3), new CurrencySet(Other))).Select(row => (row.Currency, row.Executed)));
    }

    [Fact]
    public void Safe_gets_as_many_places_as_the_token_has_and_no_address_that_fails()
    {
        // Taken before addresses were looked at so closely.
        var register = With(
            People(), new CurrencySet(Token), new CurrencySet(Token with { Decimals = 2 }), new PayoutAddressSet("ines", Token, Ines),
            new PayoutAddressSet("jon", Token, Token.TokenAddress));
        Payout[] rows = [.. PayoutList.Of(register,
            [Epoch with { Receipts = [new Receipt("ines", new GrainAmount(12_345)), new Receipt("jon", new GrainAmount(7))] }])];
        Assert.Equal($"token_type,token_address,receiver,amount,id\r\nerc20,{Token.TokenAddress},{Ines},1.23,\r\n",
            PayoutList.ToSafeCsv(rows, 4));
        Assert.Equal(
            $"\uFEFFdistribution,identity,name,address,amount,executed,currency,fault\r\n"
            + $"2026-11-15,ines,ines,{Ines},1.2345,false,{Token.Key},\r\n"
            + $"2026-11-15,jon,jon,{Token.TokenAddress},0.0007,false,{Token.Key},\"it is the contract of the token itself, from which "
            + "nothing comes back\"\r\n",
            PayoutList.ToCsv(rows, 4));
    }

    [Fact]
    public void Who_lacks_an_address_is_told_by_name_with_what_waits_for_them()
    {
        var register =
            With(People(), new CurrencySet(Token), new PayoutAddressSet("ines", Token, Ines), new IdentityRenamed("jon", "=Jon"));
        Distributed[] epochs = [Epoch, Epoch with { Id = "2026-11-22" }];
        Payout[] rows = [.. PayoutList.Of(register, epochs)];
        Assert.Contains($"2026-11-15,jon,'=Jon,,250,false,{Token.Key},has no payout address\r\n", PayoutList.ToCsv(rows, 0),
            StringComparison.Ordinal);
        var lacking = Assert.Single(LackingAddress.Of(rows));
        Assert.Equal(new LackingAddress("jon", "=Jon", Token.Key, 2, new GrainAmount(500), "has no payout address"), lacking);

        // Marked by name, since paid by hand: nothing waits any more. Without a currency nobody needs an address.
        var paid = With(register, new DistributionExecuted(Epoch.Id, Epoch.At) { Identities = ["jon"] });
        Assert.Equal(1, Assert.Single(LackingAddress.Of(PayoutList.Of(paid, epochs))).Payments);
        Assert.Empty(LackingAddress.Of(PayoutList.Of(People(), epochs)));
    }

    private static IReadOnlyList<Payout> Rows(CommunityRegister register) => PayoutList.Of(register, [Epoch]);

    private static CommunityRegister People() => With(
        CommunityRegister.Empty, new IdentityCreated("ines", "ines", "USER"), new IdentityCreated("jon", "jon", "USER"),
        new TrackingSet(true));

    private static CommunityRegister With(CommunityRegister register, params RegisterEvent[] events) => At(register, Start, events);

    private static CommunityRegister At(CommunityRegister register, DateTimeOffset at, params RegisterEvent[] events) =>
        events.Aggregate(register, (before, happened) => before.After(happened, at));
}
