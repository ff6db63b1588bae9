using Grain.Functions.Access;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Access;

/// <summary>Keys as they are made, changed and taken back, by several at once.</summary>
public sealed class KeyBookTests
{
    private static readonly ApiAccess Everything = new(Role.Owner);

    [Fact]
    public async Task A_space_has_so_many_keys_and_no_more_whoever_makes_them_at_once()
    {
        var account = MemoryAccount.New();
        var house = await KeyHouse.StartAsync(account);
        for (var i = 0; i < KeyBook.KeysMax - 2; i++) await house.NewKeyAsync("moss", Role.Reader);
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => KeyHouse.StartAsync(account, house.Time)));
        var made = await Task.WhenAll(others.Select(async other =>
        {
            try
            {
                return await other.NewKeyAsync("moss", Role.Reader);
            }
            catch (ProblemException refused)
            {
                Assert.Equal((409, "too-many-keys"), (refused.Problem.Status, refused.Problem.Kind));
                return null;
            }
        }));
        Assert.Equal(2, made.Count(key => key is not null));
        await house.Book.ChangeAsync("moss", KeyText.Parse(made.First(key => key is not null)!)!.Id, Revoke, false, default);
        await house.NewKeyAsync("moss", Role.Reader);
        await Assert.ThrowsAsync<ProblemException>(() => house.NewKeyAsync("moss", Role.Reader));
        await house.NewKeyAsync("fern", Role.Reader);
        Assert.Equal(KeyBook.KeysMax, (await house.Book.ListAsync("moss", "", 500, false, default)).Page.Count);
        Assert.Equal(KeyBook.KeysMax + 1, (await house.Book.ListAsync("moss", "", 500, true, default)).Page.Count);
    }

    [Fact]
    public async Task The_last_key_that_opens_everything_is_not_given_up_unsaid_nor_by_two_at_once()
    {
        var account = MemoryAccount.New();
        var house = await KeyHouse.StartAsync(account);
        var keys = new[] { await house.NewKeyAsync(null, Role.Owner), await house.NewKeyAsync(null, Role.Owner) };
        await house.NewKeyAsync(null, Role.Owner, expires: house.Time.GetUtcNow().AddHours(1)); // nobody can rely on this one
        var outcomes = await Task.WhenAll(keys.Select(async key =>
        {
            var other = await KeyHouse.StartAsync(account, house.Time);
            try
            {
                await other.Book.ChangeAsync(null, KeyText.Parse(key)!.Id, Revoke, false, default);
                return true;
            }
            catch (ProblemException refused)
            {
                Assert.Equal("last-owner-key", refused.Problem.Kind);
                return false;
            }
        }));
        Assert.Single(outcomes, done => done);
        var left = KeyText.Parse(keys[Array.IndexOf(outcomes, false)])!;
        Assert.Equal(0, await house.StatusAsync(Everything, null, left.ToString()));
        var soon = house.Time.GetUtcNow().AddMinutes(1);
        await Assert.ThrowsAsync<ProblemException>(() =>
            house.Book.ChangeAsync(null, left.Id, key => key with { ExpiresAt = soon }, false, default));
        Assert.NotNull(await house.Book.ChangeAsync(null, left.Id, key => key with { Label = "the safe" }, false, default));
        Assert.NotNull((await house.Book.ChangeAsync(null, left.Id, Revoke, mayLockOut: true, default))!.Revoked);

        var withSetting = await KeyHouse.StartAsync(account, house.Time, ("Grain:OwnerKey", TestHost.OwnerKey));
        var last = await withSetting.NewKeyAsync(null, Role.Owner);
        await withSetting.Book.ChangeAsync(null, KeyText.Parse(last)!.Id, Revoke, false, default);
        Assert.Equal(0, await withSetting.StatusAsync(Everything, null, TestHost.OwnerKey));
    }

    [Fact]
    public async Task A_rotated_key_has_its_former_secret_for_as_long_as_it_was_given()
    {
        var house = await KeyHouse.StartAsync();
        var former = await house.NewKeyAsync("moss", Role.Reader);
        var key = KeyText.Parse(former)!;
        var next = key.Renewed();
        var until = house.Time.GetUtcNow().AddMinutes(5);
        await house.Book.ChangeAsync("moss", key.Id,
            found => found with { Secret = SecretHash.Of(next.Secret), Former = (found.Secret, until) }, false, default);
        var access = new ApiAccess(Role.Reader);
        Assert.Equal((0, 0), (await house.StatusAsync(access, "moss", former), await house.StatusAsync(access, "moss", next.ToString())));
        house.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((401, 0), (await house.StatusAsync(access, "moss", former), await house.StatusAsync(access, "moss", next.ToString())));
    }

    [Fact]
    public async Task What_is_stored_opens_nothing()
    {
        var house = await KeyHouse.StartAsync();
        var text = KeyText.Parse(await house.NewKeyAsync("moss", Role.Reader))!;
        await foreach (var row in house.Storage.Table("keys").QueryAsync(null))
            foreach (var (name, value) in row)
            {
                var shown = value is byte[] bytes ? Convert.ToHexStringLower(bytes) : $"{value}";
                Assert.False(shown.Contains(text.Secret[..16], StringComparison.Ordinal), name);
            }
    }

    private static KeyRecord Revoke(KeyRecord key) =>
        key.Revoked is null ? key with { Revoked = (DateTimeOffset.UnixEpoch, "a test") } : key;
}
