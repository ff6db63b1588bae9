using Grain.Functions.Ledgers.Verification;
using Xunit;

namespace Grain.Functions.Tests.Verification;

/// <summary>A fault is what two looks in a row tell in the same words, with nothing written between them.</summary>
public sealed class LookAgainTests
{
    [Theory]
    [InlineData("-", null, 1)]
    [InlineData("a a", "a", 2)]
    [InlineData("a -", null, 2)]
    [InlineData("a b b", "b", 3)]
    [InlineData("a b c d e", null, 5)]
    [InlineData("a/1 a/2 -", null, 3)]
    [InlineData("a/1 a/2 a/2", "a", 3)]
    public async Task A_ledger_that_is_written_while_it_is_read_is_looked_at_again(string looks, string? fault, int times)
    {
        var (left, looked) = (new Queue<string>(looks.Split(' ')), 0);
        var result = await LedgerCheckResult.OfAsync(() =>
        {
            looked++;
            var look = left.Dequeue().Split('/');
            return Task.FromResult(new LedgerCheckResult("s", look[0] == "-" ? null : look[0]) { Seen = look[^1] });
        });
        Assert.Equal((fault, times), (result.Fault, looked));
        Assert.Equal(times == 5, result.Summary.Contains("not proven", StringComparison.Ordinal));
    }
}
