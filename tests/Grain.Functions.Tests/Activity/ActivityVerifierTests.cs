using Azure;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Storage;
using Xunit;
using static Grain.Functions.Tests.Activity.ActivityFixture;

namespace Grain.Functions.Tests.Activity;

/// <summary>Whoever changes a row behind Grain's back is found out, and the fault is named.</summary>
public sealed class ActivityVerifierTests
{
    private static readonly string Quarter =
        ActivityKeys.Quarter("ada", ActivityKeys.QuarterOf(DateOnly.FromDateTime(Now.UtcDateTime).DayNumber));

    public static TheoryData<string, string, string> Changes => new()
    {
        { ActivityKeys.Account("ada"), "\"requests\":2", "A2: the totals of ada" },
        { ActivityKeys.Account(""), "\"requests\":3", "A2: the totals of the space" },
        { ActivityKeys.Account("ada"), "\"first-call\"", "A2: the achievements of ada" },
        { ActivityKeys.Page(1), "\"caller\":\"bob\"", "A1: the used key" },
        { ActivityKeys.UsedKey("request", "r3"), "", "A1: the log has a fact without its used key" },
        { Quarter, "", "A4: the days of ada" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_changed_row_is_found(string key, string part, string fault)
    {
        var fixture = await NewAsync();
        await fixture.SendAsync(Request("r1", "ada"), Request("r2", "ada"), Request("r3", "bob"));
        await fixture.VerifyAsync();
        var table = fixture.Ledger.Store.Table;
        if (part.Length == 0)
        {
            await table.DeleteAsync(fixture.Space.Name, key, ETag.All);
        }
        else
        {
            var row = (await table.FindAsync(fixture.Space.Name, key))!;
            var name = key.StartsWith('e') ? "Lines" : "Account";
            Assert.Contains(part, row.Text(name), StringComparison.Ordinal);
            row.SetText(name, row.Text(name).Replace(part,
                part.Replace("2", "7").Replace("3", "9").Replace("bob", "eve").Replace("first", "worst"), StringComparison.Ordinal));
            await table.UpdateAsync(row, ETag.All);
        }

        Assert.StartsWith(fault, (await new ActivityVerifier(fixture.Ledger).CheckAsync(fixture.Space, default)).Fault);
    }
}
