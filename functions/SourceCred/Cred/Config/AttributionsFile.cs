using Grain.Functions.Cred.CredRank;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Config;

/// <summary>Reads <c>config/personalAttributions.json</c>: who hands a share of their cred to whom.</summary>
internal static class AttributionsFile
{
    private const string Path = "config/personalAttributions.json";

    /// <summary>All of them, participants by their ids.</summary>
    public static PersonalAttributions Read(InstanceFiles files, InstancePeople people, InstanceNotes notes)
    {
        if (InstanceJson.Read(files, Path, notes) is not { } root) return PersonalAttributions.None;
        var givers = new Dictionary<int, Dictionary<int, AttributionRecipient>>();
        foreach (var giver in InstanceJson.List(root))
        {
            if (Find(giver, "from", people, notes) is not { } from) continue;
            if (!givers.TryGetValue(from, out var recipients)) givers.Add(from, recipients = []);
            foreach (var recipient in InstanceJson.List(InstanceJson.Member(giver, "recipients")))
                if (Find(recipient, "to", people, notes) is { } to)
                    recipients[to] = new AttributionRecipient(people.All[to].Id, [.. Proportions(recipient, notes)]);
        }

        return new PersonalAttributions(
            [.. givers.Select(giver => new AttributionGiver(people.All[giver.Key].Id, [.. giver.Value.Values]))]);
    }

    private static int? Find(JsonElement entry, string end, InstancePeople people, InstanceNotes notes)
    {
        var (id, name) = (InstanceJson.Text(entry, $"{end}ParticipantId"), InstanceJson.Text(entry, $"{end}ParticipantName"));
        if (people.Find(id, name) is var found and >= 0) return found;
        notes.Add($"{Path}, {name ?? id ?? "an entry without a name"}", "the ledger does not know them; the entry is left out");
        return null;
    }

    private static IEnumerable<AttributionProportion> Proportions(JsonElement recipient, InstanceNotes notes)
    {
        foreach (var each in InstanceJson.List(InstanceJson.Member(recipient, "proportions")))
        {
            if (InstanceJson.Time(each, "startDate") is { } from && InstanceJson.Number(each, "decimalProportion") is { } share
                and >= 0 and <= 1)
                yield return new AttributionProportion(from, share);
            else notes.Add(Path, "a proportion has no startDate, or no decimalProportion from 0 to 1, and is left out");
        }
    }
}
