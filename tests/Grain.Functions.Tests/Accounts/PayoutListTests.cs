using System.Text;
using Grain.Functions.Accounts;
using Grain.Functions.Distributions;
using Grain.Functions.Identities;
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
    private static readonly Distributed Epoch = new("2026-11-15", Start.AddDays(7), [new Receipt("ines", new GrainAmount(500)), new Receipt("jon", new GrainAmount(250))], IsEpoch: true);

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
        var verdict = With(People(), new PayoutAddressSet("ines", currency, null)).Judge(new PayoutAddressSet("ines", currency, address), Start.AddYears(1));
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
            Rows(With(register, new DistributionExecuted(Epoch.Id, Epoch.At) { Identities = ["jon"] })).Select(row => (row.Identity, row.Executed)));

        // Joined afterwards, one payment of the person stays open.
        var joined = With(later, new IdentitiesMerged("ines", "jon"));
        Assert.Equal([(500, true), (250, false)], Rows(joined).OrderByDescending(row => row.Amount).Select(row => ((int)row.Amount.BaseUnits, row.Executed)));
        Assert.All(Rows(With(marked, new TrackingSet(false))), row => Assert.False(row.Executed));
    }

    [Fact]
    public void A_mark_of_a_whole_distribution_keeps_what_it_meant()
    {
        var register = With(People(), new CurrencySet(Token), new DistributionExecuted(Epoch.Id, Epoch.At));
        Assert.All(Rows(With(register, new PayoutAddressSet("jon", Token, Jon))), row => Assert.True(row.Executed));
        Assert.IsType<RegisterVerdict.Refused>(register.Judge(new DistributionExecuted(Epoch.Id, Epoch.At), Start.AddYears(1)));
        Assert.IsType<RegisterVerdict.NothingToDo>(register.Judge(new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true }, Start.AddYears(1)));
    }

    [Fact]
    public void What_was_paid_stays_owed_in_the_currency_of_its_time()
    {
        var before = With(People(), new CurrencySet(Token), new PayoutAddressSet("ines", Token, Ines));
        var changed = At(before, Epoch.At.AddDays(1), new CurrencySet(Other));
        Assert.Equal([(Token, Ines), (Token, null)], Rows(changed).Select(row => (row.Currency, row.Address)));
        Assert.All(PayoutList.Of(changed, [Epoch with { At = Epoch.At.AddDays(2) }]), row => Assert.Equal((Other, null), (row.Currency, row.Address)));

        // Without a currency at its time it is owed in the one of now, and once marked, in the one in which it was paid.
        var first = At(People(), Epoch.At.AddDays(1), new CurrencySet(Token), new PayoutAddressSet("ines", Token, Ines));
        var paid = At(first, Epoch.At.AddDays(2), new DistributionExecuted(Epoch.Id, Epoch.At) { Payable = true });
        Assert.Equal([(Token, true), (Other, false)], Rows(At(paid, Epoch.At.AddDays(3), new CurrencySet(Other))).Select(row => (row.Currency, row.Executed)));
    }

    [Fact]
    public void Safe_gets_as_many_places_as_the_token_has_and_no_address_that_fails()
    {
        // Taken before addresses were looked at so closely.
        var register = With(
            People(), new CurrencySet(Token), new CurrencySet(Token with { Decimals = 2 }), new PayoutAddressSet("ines", Token, Ines),
            new PayoutAddressSet("jon", Token, Token.TokenAddress));
        Payout[] rows = [.. PayoutList.Of(register, [Epoch with { Receipts = [new Receipt("ines", new GrainAmount(12_345)), new Receipt("jon", new GrainAmount(7))] }])];
        Assert.Equal($"token_type,token_address,receiver,amount,id\r\nerc20,{Token.TokenAddress},{Ines},1.23,\r\n", PayoutList.ToSafeCsv(rows, 4));
        Assert.Equal(
            $"\uFEFFdistribution,identity,name,address,amount,executed,currency,fault\r\n2026-11-15,ines,ines,{Ines},1.2345,false,{Token.Key},\r\n"
            + $"2026-11-15,jon,jon,{Token.TokenAddress},0.0007,false,{Token.Key},\"it is the contract of the token itself, from which nothing comes back\"\r\n",
            PayoutList.ToCsv(rows, 4));
    }

    private static IReadOnlyList<Payout> Rows(CommunityRegister register) => PayoutList.Of(register, [Epoch]);

    private static CommunityRegister People() => With(
        CommunityRegister.Empty, new IdentityCreated("ines", "ines", "USER"), new IdentityCreated("jon", "jon", "USER"), new TrackingSet(true));

    private static CommunityRegister With(CommunityRegister register, params RegisterEvent[] events) => At(register, Start, events);

    private static CommunityRegister At(CommunityRegister register, DateTimeOffset at, params RegisterEvent[] events) =>
        events.Aggregate(register, (before, happened) => before.After(happened, at));
}
