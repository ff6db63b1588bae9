using System.Text.Json;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>
/// Proposals: each is decided once, by another than who gives or gets; it stands in the list of its state and in no other; sums of givers
/// are what they proposed; and what was approved is a grant when all is at rest, and nothing else is.
/// </summary>
internal sealed class ProposalShadow(Findings findings, GrantShadow grants)
{
    private const decimal Micro = 1_000_000;

    private static readonly string[] Fixed = ["giver", "receiver", "points", "reason", "period", "proposedBy"];
    private static readonly string[] Decided = ["reviewer", "decidedBy", "decidedAt"];

    private readonly Dictionary<(string Space, string Id), ShadowEntry> proposals = [];
    private readonly HashSet<(string Space, string Row)> copies = [];

    /// <summary>Takes a write that storage took.</summary>
    public void Take(IReadOnlyList<StoredChange> changes)
    {
        var (touched, sums) = (new HashSet<(string Space, string Id)>(), new List<(string[] Row, StoredChange Change)>());
        foreach (var change in changes)
        {
            var (space, key) = change.Keys;
            var parts = key.Split('~');
            if (parts[0] is not "g") touched.Add((space, parts[^1]));
            if (parts[0] == "p" && change.Row is { } row) TakeOne((space, parts[1]), change, JsonElement.Parse(row.Long("Content")));
            else if (parts[0] == "g") sums.Add((parts, change));
            else if (change.Method == "DELETE")
                findings.Must(copies.Remove((space, key)), $"proposals: {key} is deleted, and was not there");
            else copies.Add((space, key));
        }

        foreach (var place in touched) LookAtLists(place);
        foreach (var (row, change) in sums) Compare(change, StoredKey.Plain(row[1]), row[2]);
    }

    /// <summary>When all is at rest: what was approved is a grant, once, and nothing else is.</summary>
    public void Check(string space)
    {
        foreach (var ((_, id), proposal) in proposals.Where(each => each.Key.Space == space))
        {
            var grant = proposal.Content.TryGetProperty("kept", out var kept) ? kept.GetProperty("grantId").GetString()!
                : $"proposal/{proposal.Text("id")}";
            var found = grants.Find(space, grant);
            var isApproved = proposal.Text("state") == "approved";
            findings.Must(isApproved == found is not null, $"proposals: {space}/{id} is {proposal.Text("state")}, and its grant is "
                + $"{(found is null ? "not there" : "there")}");
            findings.Must(found is not { } counted || (counted.Entry.Number("amount") == proposal.Number("points")
                && counted.Account.Name == proposal.Text("receiver")), $"proposals: the grant of {space}/{id} is another one");
        }
    }

    private void TakeOne((string Space, string Id) place, StoredChange change, JsonElement content)
    {
        var after = new ShadowEntry(0, place.Id, content);
        var before = proposals.GetValueOrDefault(place);
        proposals[place] = after;
        if (before is null)
        {
            findings.Must(change.Method == "POST" && after.Text("state") == "open", $"proposals: {place} begins as {after.Text("state")}");
            return;
        }

        findings.Must(change.IfMatch is { } version && version != "*", $"proposals: {place} is replaced whatever it is");
        var (from, to) = (before.Text("state"), after.Text("state"));
        findings.Must(from == to || from == "open" || (from == "approved" && to == "rejected" && !before.Is("isCounted")),
            $"proposals: {place} is {from}, and then {to}");
        foreach (var name in from == "open" ? Fixed : [.. Fixed, .. Decided])
            findings.Must(before.Text(name) == after.Text(name), $"proposals: {name} of {place} changes");
        if (from == "open" && after.Text("reviewer") is { } reviewer)
            findings.Must(reviewer != after.Text("giver") && reviewer != after.Text("receiver"),
                $"proposals: {place} is decided by its own");
    }

    private void LookAtLists((string Space, string Id) place)
    {
        var lists = copies.Where(copy => copy.Space == place.Space && copy.Row.EndsWith($"~{place.Id}", StringComparison.Ordinal))
            .Select(copy => copy.Row.Split('~')).ToLookup(parts => parts[0]);
        var isKnown = proposals.TryGetValue(place, out var proposal);
        var state = proposal?.Text("state");
        findings.Must(isKnown && lists["l"].Count() == 1 && lists["l"].Single()[1] == state,
            $"proposals: {place} is {state}, and stands in {string.Join(", ", lists["l"].Select(parts => parts[1]))}");
        findings.Must(lists["w"].Any() == (state == "approved" && !proposal!.Is("isCounted")),
            $"proposals: {place} is {state}, and it is noted otherwise whether its grant is missing");
    }

    private void Compare(StoredChange change, string giver, string period)
    {
        var own = proposals.Where(each => each.Key.Space == change.Space && each.Value.Text("giver") == giver
            && each.Value.Text("period") == period).Select(each => each.Value).ToArray();
        var points = own.Where(each => each.Text("state") is "open" or "approved").Sum(each => each.Number("points"));
        findings.Must(change.Row is { } row && row.Number("Count") == own.Length && row.Number("MicroPoints") == points * Micro,
            $"proposals: {change.Space}/{giver} proposed {own.Length} with {points} points, and the sums say otherwise");
    }
}
