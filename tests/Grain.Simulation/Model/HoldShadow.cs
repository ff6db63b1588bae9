using System.Globalization;

namespace Grain.Simulation.Model;

/// <summary>Holds: what each keeps, and until when. What is committed is taken of what its hold keeps, and no more than that.</summary>
internal sealed class HoldShadow(Findings findings)
{
    private readonly Dictionary<(ShadowAccount Account, string Id), (decimal Left, DateTimeOffset Until)> holds = [];

    /// <summary>Those whose time is over, and which keep something: none does when all is at rest.</summary>
    public IEnumerable<string> Lapsed(string space, DateTimeOffset now) => holds
        .Where(hold => hold.Key.Account.Space == space && hold.Value.Left > 0 && hold.Value.Until < now)
        .Select(hold => $"{hold.Key.Id} of {hold.Key.Account}");

    /// <summary>Takes an entry.</summary>
    public void Take(ShadowAccount account, ShadowEntry entry)
    {
        // Ids that people give have no slash.
        var isCommit = entry.Text("kind") == "transfer-out" && entry.Text("id")!.EndsWith("/commit", StringComparison.Ordinal);
        findings.Must(!isCommit || (entry.Text("hold") is not null && entry.Number("held") <= entry.Number("amount")),
            $"grain: {entry.Key} of {account} is not taken of a hold (T4)");
        if (entry.Text("held") is null) return;
        var (id, held) = (entry.Text("hold") ?? entry.Text("id")!, entry.Number("held"));
        holds[(account, id)] = holds.TryGetValue((account, id), out var hold) ? hold with { Left = hold.Left + held }
            : (held, DateTimeOffset.Parse(entry.Text("until")!, CultureInfo.InvariantCulture));
        findings.Must(holds[(account, id)].Left >= 0, $"grain: more is taken of the hold {id} of {account} than is left (T4)");
    }
}
