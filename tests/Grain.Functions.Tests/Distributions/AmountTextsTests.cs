using System.Text.Json;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Api;
using Grain.Functions.Reads.Leaderboards;
using Grain.Functions.Reads.WhatIf;
using Xunit;

namespace Grain.Functions.Tests.Distributions;

/// <summary>Beside every amount of base units in an answer stands the same in grain, under a name that follows from the first.</summary>
public sealed class AmountTextsTests
{
    /// <summary>
    /// Types that are answered as the bytes that were hashed; <c>GET …/epochs/{epoch}</c> says the same with texts in grain.
    /// </summary>
    private static readonly string[] AsHashed = ["EpochStatement", "PolicyAllocation"];

    [Fact]
    public async Task Every_amount_that_the_document_tells_has_its_text_beside_it()
    {
        var schemas = (await GrainApp.SharedAsync()).ApiDocument.GetProperty("components").GetProperty("schemas").EnumerateObject();
        var (found, missing) = (0, new List<string>());
        foreach (var type in schemas.Where(type => !AsHashed.Contains(type.Name)))
        {
            if (!type.Value.TryGetProperty("properties", out var members)) continue;
            foreach (var member in members.EnumerateObject().Where(member => CountsUnits(member.Value)))
            {
                found++;
                if (!members.TryGetProperty(AmountTexts.TextOf(member.Name), out var text)
                    || text.GetProperty("type").GetString() != "string")
                    missing.Add($"{type.Name}.{member.Name}");
            }
        }

        Assert.Empty(missing);
        Assert.True(found > 30, $"{found} amounts are told");
    }

    /// <summary>By what <see cref="GrainAmount"/> says of itself.</summary>
    private static bool CountsUnits(JsonElement schema) =>
        schema.TryGetProperty("description", out var words)
            && words.GetString()!.StartsWith("Base units of grain", StringComparison.Ordinal);

    [Fact]
    public void An_amount_is_told_also_where_nothing_above_it_is_one()
    {
        var shared = new SpecialAllocation(GrainAmount.Parse("1500"), []);
        var answer = new HistoryAnswer([new HistoryRow(1, DateTimeOffset.UnixEpoch, "f", [new GrainDistributed("d", [shared])])], null);
        Assert.Contains("\"budget\":\"1500\",\"budgetGrain\":\"15\"",
            JsonSerializer.Serialize(answer, IdentityJson.Default.HistoryAnswer.InGrain(2)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_amount_at_any_depth_is_told_in_the_decimals_of_its_space()
    {
        var amount = GrainAmount.Parse("1500");
        var entry = new GrainEntry(GrainEntryKinds.TransferOut, -amount) { Id = "rent" };
        var answer = new AccountAnswer("ada", "ada", true, amount, GrainAmount.Zero, amount, GrainAmount.Zero, amount,
            [new AccountPart("ada", amount, GrainAmount.Zero, GrainAmount.Zero, false,
                [new PendingTransfer("rent", "jon", amount)], [])], 1,
            [new AccountRow(1, "rent/out", DateTimeOffset.UnixEpoch, "f", entry)], null);
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(answer, GrainJson.Default.AccountAnswer.InGrain(2)));
        Assert.Equal("15", json.RootElement.GetProperty("balanceGrain").GetString());
        Assert.Equal("0", json.RootElement.GetProperty("receivedGrain").GetString());
        var pending = json.RootElement.GetProperty("accounts")[0].GetProperty("pending")[0];
        Assert.Equal(("1500", "15"), (pending.GetProperty("amount").GetString(), pending.GetProperty("amountGrain").GetString()));
        Assert.Equal("-15", json.RootElement.GetProperty("entries")[0].GetProperty("entry").GetProperty("amountGrain").GetString());

        using var finer = JsonDocument.Parse(JsonSerializer.Serialize(answer, GrainJson.Default.AccountAnswer.InGrain(18)));
        Assert.Equal("0.0000000000000015", finer.RootElement.GetProperty("balanceGrain").GetString());
    }

    [Fact]
    public void A_member_that_says_units_has_its_text_under_the_name_without()
    {
        var grain = new GrainAnswer(GrainAmount.Parse("25"), GrainAmount.Parse("100"));
        Assert.Equal("""{"balanceUnits":"25","balance":"2.5","receivedUnits":"100","received":"10"}""",
            JsonSerializer.Serialize(grain, LeaderboardJson.Default.GrainAnswer.InGrain(1)));
    }

    [Fact]
    public void What_is_stored_has_none()
    {
        Assert.Equal("""{"kind":"mint","amount":"1500"}""",
            JsonSerializer.Serialize(new GrainEntry(GrainEntryKinds.Mint, GrainAmount.Parse("1500")), GrainJson.Default.GrainEntry));
        Assert.Equal("""{"before":"1","after":"2"}""",
            JsonSerializer.Serialize(new Compared<GrainAmount>(GrainAmount.Parse("1"), GrainAmount.Parse("2")),
                WhatIfJson.Default.ComparedGrainAmount));
    }
}
