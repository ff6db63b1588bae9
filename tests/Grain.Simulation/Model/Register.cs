using System.Text.Json;

namespace Grain.Simulation.Model;

/// <summary>Who is who in a space, as the events of its register tell, and what may not come about in it.</summary>
internal sealed class Register(string space, Findings findings)
{
    /// <summary>Into whom an identity was merged; absent of one that stands for itself.</summary>
    private readonly Dictionary<string, string?> identities = [];

    private readonly Dictionary<string, string> owners = [];
    private readonly Dictionary<string, string> subjects = [];
    private readonly Dictionary<string, Claim> claims = [];

    /// <summary>How many events there are.</summary>
    public long Events { get; private set; }

    /// <summary>Whether anybody has several accounts, or had them.</summary>
    public bool HasSplitOrJoined { get; private set; }

    /// <summary>All addresses that mean somebody.</summary>
    public IEnumerable<string> Addresses => identities.Keys.Concat(owners.Keys);

    /// <summary>The person whom an address means.</summary>
    public string Whole(string address)
    {
        var id = owners.GetValueOrDefault(address, address);
        while (identities.GetValueOrDefault(id) is { } into) id = into;
        return id;
    }

    /// <summary>All accounts of the person whom an address means.</summary>
    public IEnumerable<string> AccountsOf(string address) =>
        Addresses.Append(address).Distinct().Where(each => Whole(each) == Whole(address));

    /// <summary>A claim; absent if nobody made it.</summary>
    public Claim? Find(string code) => claims.GetValueOrDefault(code);

    /// <summary>Takes what happened.</summary>
    public void Take(JsonElement happened)
    {
        Events++;
        HasSplitOrJoined |= Text("event") is "alias-added" or "identities-merged" or "claim-settled";
        switch (Text("event"))
        {
            case "identity-created":
                Must(!owners.ContainsKey(Text("id")) && identities.TryAdd(Text("id"), null), $"{Text("id")} means two (I1)");
                break;
            case "alias-added":
                Own(Text("id"), Text("alias"));
                break;
            case "alias-removed":
                Must(owners.Remove(Text("alias")), $"{Text("alias")} is taken away, and was nobody's");
                break;
            case "alias-claimed":
                Must(claims.TryAdd(Text("code"), new(Text("id"), Text("alias"))), $"two claims have the code {Text("code")}");
                break;
            case "subject-claimed":
                var own = new Claim(Text("alias"), Text("alias")) { Subject = Text("subject") };
                Must(claims.TryAdd(Text("code"), own), $"two claims have the code {Text("code")}");
                break;
            case "claim-settled":
                Settle(Text("code"), happened.GetProperty("confirmed").GetBoolean());
                break;
            case "identities-merged":
                Merge(Whole(Text("base")), Whole(Text("target")));
                break;
            case "merge-undone":
                Must(identities.GetValueOrDefault(Text("target")) is not null, $"{Text("target")} comes apart, and was whole");
                identities[Text("target")] = null;
                break;
            case "subject-linked":
                Must(subjects.TryAdd(Text("subject"), Text("id")), $"{Text("subject")} means two");
                break;
            case "subject-unlinked":
                Must(subjects.Remove(Text("subject")), $"{Text("subject")} is taken away, and was nobody's");
                break;
        }

        string Text(string name) => happened.GetProperty(name).GetString()!;
    }

    private void Settle(string code, bool confirmed)
    {
        if (!claims.TryGetValue(code, out var claim) || claim.Outcome is not null)
        {
            findings.Add(
                $"identities: the claim {code} of {space} is decided, and was {claim?.Outcome?.ToString() ?? "never made"} before");
            return;
        }

        claim.Outcome = confirmed ? Outcome.Confirmed : Outcome.TurnedDown;
        if (!confirmed) return;
        if (claim.Subject is { } subject) Must(subjects.TryAdd(subject, claim.Alias), $"{subject} means two");
        else Own(claim.Identity, claim.Alias);
    }

    /// <summary>The alias is somebody's now; whoever else claims it has lost.</summary>
    private void Own(string id, string alias)
    {
        Must(!identities.ContainsKey(alias) && owners.TryAdd(alias, Whole(id)), $"{alias} means two (I1)");
        foreach (var claim in claims.Values.Where(claim => claim.Alias == alias && claim is { Subject: null, Outcome: null }))
            claim.Outcome = Whole(claim.Identity) == Whole(id) ? Outcome.Confirmed : Outcome.Dropped;
    }

    private void Merge(string into, string merged)
    {
        Must(into != merged && identities.ContainsKey(into) && identities.ContainsKey(merged),
            $"{merged} is merged into {into}, which is no tree (I3)");
        identities[merged] = into != merged ? into : null;
    }

    private void Must(bool holds, string otherwise) => findings.Must(holds, $"identities: {otherwise} in {space}");

    /// <summary>What became of a claim.</summary>
    internal enum Outcome
    {
        Confirmed,
        TurnedDown,
        Dropped,
    }

    /// <summary>Somebody says that an alias is theirs.</summary>
    internal sealed record Claim(string Identity, string Alias)
    {
        public string? Subject { get; init; }
        public Outcome? Outcome { get; set; }
    }
}
