using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>Strangers find the spaces that want to be found, and no others.</summary>
public sealed class ListedSpacesTests
{
    [Fact]
    public async Task Those_that_say_so_are_told_and_a_change_within_a_minute()
    {
        var (storage, time) = (await Azurite.NewServiceAsync(account: MemoryAccount.New()), new FakeTimeProvider());
        var spaces = new SpaceDirectory(storage, time);
        var listed = new ListedSpaces(spaces, time);
        foreach (var (name, visibility) in new[]
        {
            ("b-found", SpaceVisibility.Listed), ("a-public", SpaceVisibility.Public), ("c-closed", SpaceVisibility.Private),
            ("a-found", SpaceVisibility.Listed),
        })
            await spaces.CreateAsync(name, 1, new SpaceConfig { Visibility = visibility }, default);
        Assert.Equal(["a-found", "b-found"], await NamesAsync());
        await spaces.CreateAsync("d-found", 1, new SpaceConfig { Visibility = SpaceVisibility.Listed }, default);
        Assert.Equal(2, (await NamesAsync()).Count());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["a-found", "b-found", "d-found"], await NamesAsync());

        async Task<IEnumerable<string>> NamesAsync() => (await listed.ReadAsync(default)).Select(each => each.Name);
    }
}
