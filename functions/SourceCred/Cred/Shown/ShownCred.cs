using Grain.Functions.Epochs.Calculation;
using Grain.Functions.SourceCred.Cred.Config;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Shown;

/// <summary>
/// The cred that an instance has computed itself and shows: of <c>output/credGrainView</c>, else of <c>accounts.json</c>, else, from before
/// 2021, of <c>output/credResult.json</c>. Numbers are taken as they stand there.
/// </summary>
public static class ShownCred
{
    private static readonly (string Path, Func<JsonElement, string, IntervalCred> Read)[] Forms =
    [
        ("output/credGrainView", ReadView),
        ("output/accounts.json", ReadAccounts),
        ("data/accounts.json", ReadAccounts),
        ("output/credResult.json", CredResultFile.Read),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="files">The instance.</param>
    /// <param name="notes">Takes what cannot be read.</param>
    /// <returns>The cred and the file that it stands in; absent if the instance shows none.</returns>
    public static (IntervalCred Cred, string Path)? Read(InstanceFiles files, InstanceNotes notes)
    {
        foreach (var (path, read) in Forms)
        {
            try
            {
                if (InstanceJson.Read(files, path) is { } root && read(root, path) is { StartsMs.Count: > 0 } cred)
                    return (Checked(cred, path), path);
            }
            catch (InstanceException fault)
            {
                notes.Add(path, fault.Message);
            }
        }

        return null;
    }

    /// <summary>What policies and pages will go by for good: people, times and numbers that can be lived with.</summary>
    private static IntervalCred Checked(IntervalCred cred, string path)
    {
        if (cred.StartsMs.Append(cred.EndMs).Any(at => at != Math.Floor(at) || !IntervalCred.IsTime(at)))
            throw new InstanceException($"{path}: its intervals are not bounded by whole milliseconds in the years 1 to 9999");
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var person in cred.People)
        {
            if (!known.Add(person.Id)) throw new InstanceException($"{path}: {person.Name} is in it twice ({person.Id})");
            if (person.Cred.Any(each => each is not (>= 0 and <= EarlierCred.CredMax)))
                throw new InstanceException($"{path}: {person.Name} has a cred that is negative or above {EarlierCred.CredMax}");
        }

        return cred;
    }

    /// <summary>The bounds of intervals: <c>intervals</c> with both, or <c>intervalEndpoints</c> with the ends of weeks alone.</summary>
    internal static (double[] StartsMs, double EndMs) Intervals(JsonElement value, string path)
    {
        const double weekMs = 7 * 24 * 60 * 60 * 1000.0;
        var ends = InstanceJson.List(InstanceJson.Member(value, "intervalEndpoints"))
            .Select(end => end.ValueKind == JsonValueKind.Number ? end.GetDouble() : double.NaN).ToArray();
        double[] starts = [.. InstanceJson.List(InstanceJson.Member(value, "intervals"))
            .Select(interval => InstanceJson.Number(interval, "startTimeMs") ?? double.NaN), .. ends.Select(end => end - weekMs)];
        var last = InstanceJson.List(InstanceJson.Member(value, "intervals")).Select(interval => InstanceJson.Number(interval, "endTimeMs"))
            .LastOrDefault() ?? (ends.Length > 0 ? ends[^1] : double.NaN);
        if (starts.Length == 0) return ([], 0);
        for (var at = 0; at < starts.Length; at++)
            if (!(starts[at] < (at + 1 < starts.Length ? starts[at + 1] : last)) || !double.IsFinite(starts[at]) || !double.IsFinite(last))
                throw new InstanceException($"{path}: its intervals are not in the order of time");
        return (starts, last);
    }

    /// <summary>A row of numbers, one an interval; what is no number is 0.</summary>
    /// <exception cref="InstanceException">There are more or less, or one is no cred.</exception>
    internal static double[] Row(JsonElement? list, int count, string whose, string path)
    {
        double[] row = [.. InstanceJson.List(list).Select(each =>
            each.ValueKind == JsonValueKind.Number && each.TryGetDouble(out var read) && double.IsFinite(read) ? read : 0)];
        if (row.Length != count) throw new InstanceException($"{path}: {whose} has {row.Length} numbers for {count} intervals");
        return row.FirstOrDefault(cred => cred is < 0 or > EarlierCred.CredMax) is var odd and not 0
            ? throw new InstanceException($"{path}: {whose} has a cred of {odd}") : row;
    }

    private static IntervalCred ReadView(JsonElement root, string path)
    {
        var (starts, end) = Intervals(root, path);
        return new IntervalCred(starts, end, [.. InstanceJson.List(InstanceJson.Member(root, "participants"))
            .Select(person => PersonOf(
                InstanceJson.Member(person, "identity"), InstanceJson.Member(person, "credPerInterval"), starts, path))]);
    }

    private static IntervalCred ReadAccounts(JsonElement root, string path)
    {
        var (starts, end) = Intervals(root, path);
        return new IntervalCred(starts, end, [.. InstanceJson.List(InstanceJson.Member(root, "accounts")).Select(each => PersonOf(
            InstanceJson.Member(each, "account") is { } account ? InstanceJson.Member(account, "identity") : null,
            InstanceJson.Member(each, "cred"), starts, path))]);
    }

    private static PersonCred PersonOf(JsonElement? identity, JsonElement? cred, double[] starts, string path)
    {
        var id = (identity is { } known ? InstanceJson.Text(known, "id") : null)
            ?? throw new InstanceException($"{path}: a participant has no id");
        var name = InstanceJson.Text(identity!.Value, "name") ?? id;
        return new PersonCred(id, name, Row(cred, starts.Length, name, path));
    }
}
