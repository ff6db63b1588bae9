using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>Who has opted out: a person, with all ids that are theirs now, those that came later included.</summary>
internal static class OptedOut
{
    /// <summary>Tells of an id whether nothing may be counted for it. One read, and the register's if there is anybody.</summary>
    public static async Task<Func<string, bool>> OptedOutAsync(
        this ActivityStore store, Space space, RegisterStore registers, CancellationToken cancellation)
    {
        var hidden = await store.ReadHiddenAsync(space.Name, cancellation);
        var ids = hidden.Where(each => each.Value == Privacy.OptedOut).Select(each => each.Key).ToArray();
        if (ids.Length == 0) return _ => false;
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var people = ids.Select(register.Resolve).ToHashSet(StringComparer.Ordinal);
        return id => people.Contains(register.Resolve(id));
    }
}
