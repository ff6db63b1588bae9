using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Tests.Accounts;
using Xunit;

namespace Grain.Functions.Tests.SourceCred;

/// <summary>What holds for any ledger, however people and grain moved in it.</summary>
public sealed class ImportLawTests
{
    private const int Cases = 25;
    private const int People = 6;

    private static readonly string[] Policies = ["IMMEDIATE", "BALANCED", "RECENT", "SPECIAL"];

    private static readonly Arbitrary<(Deed[] Deeds, int Cut)> Ledgers = Arb.From(
        from deeds in Gen.ArrayOf(
            from kind in Gen.Choose(0, 15)
            from who in Gen.Choose(0, People - 1)
            from other in Gen.Choose(0, People - 1)
            from amount in Gen.Choose(0, 40)
            select new Deed(kind, who, other, amount), 50)
        from cut in Gen.Choose(0, 50)
        select (deeds, cut));

    [Fact]
    public void Accounts_come_out_equal_whether_the_ledger_comes_whole_or_grows() =>
        Prop.ForAll(Ledgers, made => HoldsAsync(made.Deeds, made.Cut).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    private static async Task<bool> HoldsAsync(Deed[] deeds, int cut)
    {
        var (whole, begin) = (Made(deeds), Made(deeds[..Math.Min(cut, deeds.Length)]));
        var (atOnce, grown) = (await Community.NewAsync(), await Community.NewAsync());
        var outcome = await LedgerImportTests.ImportAsync(atOnce, whole, lenient: true);
        await LedgerImportTests.EqualAsync(atOnce, outcome.Replay);
        await atOnce.ProveAsync();

        var first = await LedgerImportTests.ImportAsync(grown, begin, lenient: true);
        await LedgerImportTests.EqualAsync(grown, first.Replay);
        var rest = await LedgerImportTests.ImportAsync(grown, whole, lenient: true);
        Assert.Equal((outcome.Events, outcome.Events - first.Events), (rest.Events, rest.New));
        await LedgerImportTests.EqualAsync(grown, rest.Replay);
        await grown.ProveAsync();
        Assert.Equal(0, (await LedgerImportTests.ImportAsync(grown, whole, lenient: true)).New);
        return true;
    }

    /// <summary>What SourceCred would refuse is in it, too: that is passed over.</summary>
    private static MadeLedger Made(IEnumerable<Deed> deeds)
    {
        var made = Enumerable.Range(0, People).Aggregate(new MadeLedger(), (made, i) => made.Create(Name(i)).Toggle(Name(i)));
        foreach (var (number, deed) in deeds.Index()) deed.AddTo(made, number);
        return made;
    }

    private static string Name(int who) => $"person{who}";

    private sealed record Deed(int Kind, int Who, int Other, int Amount)
    {
        public void AddTo(MadeLedger made, int number)
        {
            var (who, other, amount) = (Name(Who), Name(Other), $"{Amount}");
            _ = Kind switch
            {
                0 => made.Toggle(who),
                1 => made.Rename(who, $"{who}-{number}"),
                2 => made.Alias(who, "sourcecred", "discord", "MEMBER", "user", $"{Amount}"),
                3 => made.Merge(who, other),
                4 or 5 or 6 => made.Transfer(who, other, amount),
                7 => made.Plain("DISABLE_ACCOUNTING"),
                8 => made.Plain("ENABLE_ACCOUNTING"),
                9 => made.SetCurrency(),
                10 => made.PayoutAddress(who, MadeCommunities.AdasAddress),
                11 => made.Create($"{who}-{number}"),
                _ => Pay(made, $"d{number}", MadeLedger.Policy(Policies[Amount % Policies.Length], (who, amount), (other, "3"))),
            };
        }

        private MadeLedger Pay(MadeLedger made, string id, System.Text.Json.Nodes.JsonObject policy) =>
            made.Pay(id, MadeCommunities.Week(1), policy, (Name(Who), $"{Amount}"), (Name(Other), "3"));
    }
}
