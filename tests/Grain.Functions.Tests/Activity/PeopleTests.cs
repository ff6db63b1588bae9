using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Ledgers.Identities;
using Xunit;
using static Grain.Functions.Tests.Activity.ActivityFixture;

namespace Grain.Functions.Tests.Activity;

public sealed class PeopleTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Vienna", "Asia/Tokyo"];

    [Theory]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.ErrorAfterEffect)]
    public async Task A_lost_answer_costs_nobody_the_key_or_the_repair(Fault fault)
    {
        for (var request = 1; request <= 7; request++)
        {
            var fixture = await NewAsync(new ActivityConfig { Streaks = new() { RepairsPer30Days = 1 } });
            await fixture.SendAsync(Request("r1", "ada", Now.AddDays(-2)), Request("r2", "ada", Now));
            var unlucky = await fixture.AgainAsync(new FaultInjector().FailAt(request, fault));
            var (person, key) = await unlucky.People.ChangeAsync(fixture.Space, "ada", null, Privacy.Private, null, default);
            Assert.True(PersonalSettingsStore.Opens(person, key));
            Assert.True(PersonalSettingsStore.Opens((await fixture.AccountAsync("ada")).Person, key));
            Assert.Null(await unlucky.People.RepairAsync(fixture.Space, "ada", DateOnly.FromDateTime(Now.UtcDateTime).AddDays(-1),
                default));
            Assert.Equal([Privacy.Private], (await fixture.Ledger.Store.ReadHiddenAsync(fixture.Space.Name, default)).Values);
            Assert.Equal(2, (await fixture.Views.OpenAsync(fixture.Space, "ada", key, Reader, default)).Stats.StreakDays);
        }
    }

    [Fact]
    public async Task What_a_person_wants_and_what_is_counted_do_not_overwrite_each_other()
    {
        var fixture = await NewAsync();
        var other = await fixture.AgainAsync();
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => fixture.SendAsync(Request($"r{i}", "ada")))
                .Concat(Zones.Select(async zone =>
                {
                    await other.People.ChangeAsync(fixture.Space, "ada", zone, Privacy.Open, "token-fox", default);
                    return zone;
                })));
        var account = await fixture.AccountAsync("ada");
        Assert.Equal((20L, "token-fox"), (account.Totals.Requests, account.Person.Species));
        Assert.NotNull(account.Person.TimeZone);
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task What_is_stored_of_a_person_is_in_words()
    {
        var fixture = await NewAsync();
        await fixture.People.ChangeAsync(fixture.Space, "ada", null, Privacy.OptedOut, null, default);
        var row = await fixture.Ledger.Store.Table.FindAsync(fixture.Space.Name, ActivityKeys.Hidden);
        Assert.Equal("""{"ada":"opted-out"}""", row!.Text("People"));
        row = await fixture.Ledger.Store.Table.FindAsync(fixture.Space.Name, ActivityKeys.Account("ada"));
        Assert.Contains("\"privacy\":\"opted-out\"", row!.Text("Account"), StringComparison.Ordinal);
    }
}
