using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>Spaces that people may take for each other.</summary>
public sealed class SpaceLookAlikesTests
{
    [Fact]
    public async Task Spaces_that_look_alike_are_flagged_to_who_may_see_both()
    {
        var spaces = new SpaceDirectory(await Azurite.NewServiceAsync(account: MemoryAccount.New()), TimeProvider.System);
        foreach (var (name, display) in new[] { ("moss-l", null), ("moss-1", null), ("fern", "M\u043Ess-l"), ("oak", (string?)null) })
            await spaces.CreateAsync(name, 1, new SpaceConfig { DisplayName = display }, default);
        Assert.Equal(["fern: moss-1 moss-l", "moss-1: fern moss-l", "moss-l: fern moss-1", "oak:"], await FlagsAsync(null));
        Assert.Equal(["moss-1:", "oak:"], await FlagsAsync(["moss-1", "oak"]));
        Assert.Equal(["moss-1:"], await FlagsAsync(["moss-1"]));

        async Task<string[]> FlagsAsync(string[]? visible)
        {
            var (page, _) = await spaces.Listing.PageAsync("", 10, [SpaceState.Active], visible, default);
            return [.. (await SpaceLookAlikes.FlagAsync(spaces, page, visible, default)).Select(space =>
                $"{space.Name}: {string.Join(' ', space.LooksLike ?? [])}".TrimEnd())];
        }
    }
}
