using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;

namespace Grain.Functions.SourceCred.Cred.Importing;

/// <summary>A participant of an instance, as they are in Grain.</summary>
/// <param name="SourceId">The identity's id in the instance.</param>
/// <param name="Id">Their id in Grain.</param>
/// <param name="Paid">What they received, by the time of cred that it was paid for.</param>
public sealed record ImportedPerson(string SourceId, string Id, IReadOnlyList<(DateTimeOffset CredAt, GrainAmount Amount)> Paid);

/// <summary>Makes the cred from before a space's first epoch of what an instance shows, and of what was computed again. Pure.</summary>
internal static class InstanceHistory
{
    private const string Source = "SourceCred";

    /// <summary>
    /// The history: intervals and numbers as the instance shows them, and those computed again beside them. Where it shows none, those that
    /// were computed again stand alone.
    /// </summary>
    /// <param name="shown">What it shows, and in which file.</param>
    /// <param name="recomputed">What was computed again.</param>
    /// <param name="people">Everybody in Grain.</param>
    /// <param name="notes">Takes whom the ledger does not know.</param>
    /// <returns>The history; absent if there is neither.</returns>
    public static EarlierCred? Of(
        (IntervalCred Cred, string Path)? shown, IntervalCred? recomputed, IReadOnlyList<ImportedPerson> people, InstanceNotes notes)
    {
        if ((shown?.Cred ?? recomputed) is not { } first) return null;
        long[] starts = [.. first.StartsMs.Select(start => (long)start)];
        var end = (long)first.EndMs;
        var rows = first.People.ToDictionary(person => person.Id, person => person.Cred, StringComparer.Ordinal);
        var again = shown is null ? null : AlignedTo(first, recomputed);
        var found = new List<EarlierPerson>();
        foreach (var person in people)
        {
            rows.Remove(person.SourceId, out var row);
            var other = again?.GetValueOrDefault(person.SourceId);
            EarlierPayment[] paid =
            [
                .. person.Paid.GroupBy(paid => EarlierCred.IntervalOf(starts, end, paid.CredAt.ToUnixTimeMilliseconds()))
                    .OrderBy(group => group.Key)
                    .Select(group => new EarlierPayment(group.Key, GrainAmount.Sum(group.Select(paid => paid.Amount))))
                    .Where(payment => payment.Amount.Sign > 0),
            ];
            if (paid.Length == 0 && IsNothing(row) && IsNothing(other)) continue;
            found.Add(new EarlierPerson(person.Id, row ?? new double[starts.Length])
            {
                Recomputed = again is null ? null : other ?? new double[starts.Length],
                Paid = paid.Length == 0 ? null : paid,
            });
        }

        foreach (var (id, row) in rows)
            if (!IsNothing(row)) notes.Add($"{shown?.Path}, {id}", "the ledger does not know them, so their cred is nobody's");
        found.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return new EarlierCred(Source, shown?.Path, starts, end, found);
    }

    private static bool IsNothing(IReadOnlyList<double>? row) => row is null || row.All(cred => cred == 0);

    /// <summary>The rows of one, in the intervals of the other.</summary>
    private static Dictionary<string, double[]>? AlignedTo(IntervalCred intervals, IntervalCred? cred)
    {
        if (cred is null) return null;
        var places = cred.StartsMs.Index().ToDictionary(each => each.Item, each => each.Index);
        return cred.People.ToDictionary(person => person.Id, person => intervals.StartsMs
            .Select(start => places.TryGetValue(start, out var place) ? person.Cred[place] : 0).ToArray(), StringComparer.Ordinal);
    }
}
