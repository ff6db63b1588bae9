using System.Text.Json;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>What sealing costs in requests to storage and in bytes, as decision 0041 says.</summary>
public sealed class SealingCostTests
{
    [Fact]
    public async Task A_grant_costs_no_request_more_and_a_new_person_two()
    {
        var (plainNew, plain, plainBytes) = await CostAsync(isSealed: false);
        var (sealedNew, hidden, sealedBytes) = await CostAsync(isSealed: true);
        Assert.Equal(plain, hidden);
        Assert.Equal(plainNew + 2, sealedNew); // looks for the name, and writes both rows at once
        Assert.InRange(sealedBytes, plainBytes, 1.8 * plainBytes);
    }

    /// <summary>Requests for the first grant of somebody, and for another one; bytes of its entry.</summary>
    private static async Task<(long New, long Another, int Bytes)> CostAsync(bool isSealed)
    {
        var faults = new FaultInjector();
        var ledger = new GrantLedger(await Azurite.NewServiceAsync(faults, account: MemoryAccount.New()), TimeProvider.System);
        var space = new JournalSpace("garden", 1) { IsSealed = isSealed };
        await AppendAsync("forge/bob", 0); // makes tables, and the space's key
        var first = await AppendAsync("forge/ada", 1);
        var another = await AppendAsync("forge/ada", 2);
        var account = (await ledger.Arriving.SealAsync(space, [Grant("forge/ada", 2)], default))[0].Contributor;
        var entries = await ledger.ReadPageAsync(space, account, 1, 1, default);
        return (first, another, JsonSerializer.SerializeToUtf8Bytes(entries[0].Value, GrantJson.Stored.Grant).Length);

        async Task<long> AppendAsync(string contributor, int number)
        {
            var before = faults.Operations;
            var grants = await ledger.Arriving.SealAsync(space, [Grant(contributor, number)], default);
            Assert.IsType<GrantOutcome.Appended>((await ledger.AppendAsync(space, grants, default))[0]);
            return faults.Operations - before;
        }
    }

    private static Grant Grant(string contributor, int number) => new()
    {
        GrantId = $"forge:garden/field#{number}:merged",
        Contributor = contributor,
        Key = "pull-request",
        Category = "code",
        Source = "forge",
        Amount = Points.Of(5),
        GrantedAt = new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero),
        Facts = new ContributionFacts
        {
            ContributorName = "Ada Lovelace",
            Nodes =
            [
                new ContributionNode
                {
                    Id = $"forge:garden/field#{number}",
                    Type = "pull-request",
                    Module = "forge",
                    Title = "Plants a hedge around the field",
                    Url = $"https://forge.example/garden/field/pulls/{number}",
                    At = new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero),
                },
            ],
            Edges =
            [
                new ContributionEdge { Type = "authors", From = $"@{contributor}", To = $"forge:garden/field#{number}" },
                new ContributionEdge { Type = "has", From = "forge:garden/field", To = $"forge:garden/field#{number}" },
            ],
            Retracts = [],
        },
    };
}
