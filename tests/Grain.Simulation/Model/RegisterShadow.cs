using System.Text.Json;

namespace Grain.Simulation.Model;

/// <summary>The registers: an address means one person, merges are trees, and a claim is decided once.</summary>
internal sealed class RegisterShadow(Findings findings) : ShadowJournal("identities", findings)
{
    private readonly Dictionary<string, Register> registers = [];

    /// <summary>That of a space.</summary>
    public Register In(string space) =>
        registers.TryGetValue(space, out var known) ? known : registers[space] = new(space, Findings);

    protected override void Add(ShadowAccount account, ShadowEntry entry)
    {
        foreach (var happened in entry.Content.GetProperty("events").EnumerateArray()) In(account.Space).Take(happened);
    }

    protected override void Compare(ShadowAccount account, JsonElement totals) =>
        Findings.Must(totals.GetProperty("events").GetInt64() == In(account.Space).Events,
            $"identities: the head of {account} counts {totals} of {In(account.Space).Events} events (J3)");
}
