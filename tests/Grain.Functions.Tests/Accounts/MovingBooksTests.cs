using Grain.Functions.Journals;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>Books are proven while grain moves: the same amount that moves at every look is no fault.</summary>
public sealed class MovingBooksTests
{
    [Fact]
    public async Task Equal_transfers_that_pass_from_look_to_look_are_no_fault()
    {
        var community = await Community.NewAsync();
        string[] ids = [.. Enumerable.Range(0, 40).Select(i => $"p{i}")];
        var (first, last) = (ids.MinBy(id => JournalKeys.Shard(id, 4))!, ids.MaxBy(id => JournalKeys.Shard(id, 4))!);
        Assert.Equal((0, 3), (JournalKeys.Shard(first, 4), JournalKeys.Shard(last, 4)));
        await community.MakeAsync(first, last);
        await community.MintAsync("m", last, 100);
        var (faults, shards, sent) = (new FaultInjector(), 0, 0);
        faults.BeforeSend = async (_, request) =>
        {
            // Before the last shard of a look is read, whose first account has been read: it will look as if 3 were gone.
            if (!request.Uri.Path.Contains("grain()", StringComparison.Ordinal) || ++shards % 4 != 0 || shards > 12) return;
            await community.SendAsync($"t{sent++}", last, first, 3);
        };
        var reader = await community.AsAnotherProcessAsync(faults);
        Assert.Null((await reader.Books.ProveAsync(community.Space, default)).Fault);
        Assert.Equal(3, sent);
    }
}
