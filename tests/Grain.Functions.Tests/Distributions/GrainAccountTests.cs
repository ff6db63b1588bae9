using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Distributions.Amounts;
using Xunit;

namespace Grain.Functions.Tests.Distributions;

public sealed class GrainAccountTests
{
    /// <summary>Steps that are about who an id is, or about the shape of a distribution: not for an account to refuse.</summary>
    private static readonly string[] NotOfAnAccount = ["unknown-sender", "unknown-recipient", "unknown-identity", "invalid-distribution"];

    [Theory]
    [InlineData("transfers")]
    [InlineData("activation-and-distribution")]
    public void Follows_the_golden_ledger(string name)
    {
        using var golden =
            JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "ledger", name + ".json")));
        var accounts = new Dictionary<string, GrainAccount>();
        foreach (var step in golden.RootElement.GetProperty("steps").EnumerateArray())
        {
            var expect = step.GetProperty("expect");
            var error = expect.TryGetProperty("error", out var kind) ? kind.GetString() : null;
            if (NotOfAnAccount.Contains(error)) continue;
            if (error is not null)
                Assert.Equal(error, Assert.Throws<GrainAccountException>(() => After(accounts, step)).Kind);
            else
                accounts = After(accounts, step);
        }

        foreach (var final in golden.RootElement.GetProperty("final").GetProperty("accounts").EnumerateArray())
        {
            var account = accounts[final.GetProperty("id").GetString()!];
            Assert.Equal(final.GetProperty("balance").GetString(), account.Balance.ToString());
            Assert.Equal(final.GetProperty("paid").GetString(), account.Received.ToString());
            Assert.Equal(final.GetProperty("active").GetBoolean(), account.Active);
            Assert.Equal(GrainAmount.Zero, account.InTransit);
        }
    }

    [Fact]
    public void Whatever_is_sent_is_conserved_and_received_grain_never_falls() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(0, 11).Zip(Gen.Choose(0, 40))).ToArbitrary(), steps =>
        {
            GrainAccount[] accounts = [GrainAccount.Empty.Receive(new GrainAmount(100)), GrainAccount.Empty];
            foreach (var (what, units) in steps)
            {
                var before = accounts.ToArray();
                var (from, to) = (what % 2, what / 2 % 2);
                try
                {
                    Transfer(accounts, from, to, new GrainAmount(units), refused: what > 8);
                }
                catch (GrainAccountException refusal) when (refusal.Kind == GrainAccountFault.InsufficientBalance)
                {
                    if (!accounts.SequenceEqual(before)) return false;
                }

                if (accounts[0].Balance + accounts[1].Balance != new GrainAmount(100)) return false;
            }

            return accounts[0].Received == new GrainAmount(100) && accounts[1].Received.IsZero
                && Array.TrueForAll(accounts, account => account.InTransit.IsZero && account.Balance.Sign >= 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_frozen_account_takes_grain_but_gives_none()
    {
        var frozen = GrainAccount.Empty.Receive(new GrainAmount(10)).WithFrozen(true);
        AssertRefused(GrainAccountFault.FrozenAccount, () => frozen.Send(new GrainAmount(1)));
        AssertRefused(GrainAccountFault.FrozenAccount, () => frozen.Burn(new GrainAmount(1)));
        Assert.Equal(new GrainAmount(13), frozen.Accept(new GrainAmount(1)).Receive(new GrainAmount(2)).Balance);
    }

    [Fact]
    public void A_transfer_under_way_can_end_although_the_sender_was_stopped_meanwhile()
    {
        var stopped = GrainAccount.Empty.Receive(new GrainAmount(10)).Send(new GrainAmount(4)).WithFrozen(true).WithActive(false);
        Assert.Equal((new GrainAmount(6), GrainAmount.Zero),
            (stopped.Settle(new GrainAmount(4)).Balance, stopped.Settle(new GrainAmount(4)).InTransit));
        Assert.Equal((new GrainAmount(10), GrainAmount.Zero),
            (stopped.TakeBack(new GrainAmount(4)).Balance, stopped.TakeBack(new GrainAmount(4)).InTransit));
        AssertRefused(GrainAccountFault.NotInTransit, () => stopped.Settle(new GrainAmount(4)).TakeBack(new GrainAmount(1)));
    }

    [Fact]
    public void Only_distributions_count_as_received()
    {
        var account = GrainAccount.Empty.Receive(new GrainAmount(5)).Mint(new GrainAmount(7)).Burn(new GrainAmount(12));
        Assert.Equal((GrainAmount.Zero, new GrainAmount(5)), (account.Balance, account.Received));
    }

    [Fact]
    public void Deactivated_people_accrue_only_where_the_space_says_so()
    {
        var inactive = GrainAccount.Empty.WithActive(false);
        AssertRefused(GrainAccountFault.InactiveAccount, () => inactive.Receive(new GrainAmount(5)));
        Assert.Equal(new GrainAmount(5), inactive.Receive(new GrainAmount(5), whileInactive: true).Balance);
    }

    [Fact]
    public void A_merge_adds_everything_up_and_keeps_the_flags()
    {
        var merged = GrainAccount.Empty.Receive(new GrainAmount(3)).WithFrozen(true)
            .Merge(GrainAccount.Empty.Receive(new GrainAmount(10)).Send(new GrainAmount(4)).WithActive(false));
        Assert.Equal(("9", "13", "4"), (merged.Balance.ToString(), merged.Received.ToString(), merged.InTransit.ToString()));
        Assert.Equal((true, true), (merged.Active, merged.Frozen));
    }

    private static Dictionary<string, GrainAccount> After(Dictionary<string, GrainAccount> before, JsonElement step)
    {
        var after = new Dictionary<string, GrainAccount>(before);
        string Text(string property) => step.GetProperty(property).GetString()!;
        switch (Text("op"))
        {
            case "createIdentity":
                after[Text("id")] = GrainAccount.Empty.WithActive(false);
                break;
            case "activate" or "deactivate":
                after[Text("id")] = after[Text("id")].WithActive(Text("op") == "activate");
                break;
            case "distributeGrain":
                foreach (var receipt in step.GetProperty("allocations").EnumerateArray()
                    .SelectMany(each => each.GetProperty("receipts").EnumerateArray()))
                {
                    var id = receipt.GetProperty("id").GetString()!;
                    after[id] = after[id].Receive(GrainAmount.Parse(receipt.GetProperty("amount").GetString()!));
                }

                break;
            case "transferGrain":
                var amount = GrainAmount.Parse(Text("amount"));
                after[Text("from")] = after[Text("from")].Send(amount);
                after[Text("to")] = after[Text("to")].Accept(amount);
                after[Text("from")] = after[Text("from")].Settle(amount);
                break;
            default:
                throw new InvalidOperationException($"the golden ledger has an unexpected step '{Text("op")}'");
        }

        return after;
    }

    private static void Transfer(GrainAccount[] accounts, int from, int to, GrainAmount amount, bool refused)
    {
        accounts[from] = accounts[from].Send(amount);
        if (refused)
        {
            accounts[from] = accounts[from].TakeBack(amount);
            return;
        }

        accounts[to] = accounts[to].Accept(amount);
        accounts[from] = accounts[from].Settle(amount);
    }

    private static void AssertRefused(string kind, Func<object> action) =>
        Assert.Equal(kind, Assert.Throws<GrainAccountException>(action).Kind);
}
