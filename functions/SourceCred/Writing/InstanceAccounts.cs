using Grain.Functions.Distributions.Amounts;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Ledger;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>Holds what a ledger comes to against the accounts that the instance has written itself.</summary>
internal static class InstanceAccounts
{
    private const int Shown = 20;

    /// <summary>Compares with whatever of them is there.</summary>
    public static IEnumerable<Equality> Compare(InstanceFiles files, IReadOnlyList<SourceAccount> accounts)
    {
        foreach (var path in new[] { "data/accounts", "output/accounts" })
            if (files.Find(path) is { } found) yield return Read(files, found, root => WithAccounts(found, root, accounts));
        if (files.Find("output/credGrainView") is { } view) yield return Read(files, view, root => WithView(view, root, accounts));
    }

    /// <summary>The result of a comparison: what is no difference is <see langword="null"/>.</summary>
    public static Equality EqualityOf(string with, IEnumerable<string?> differences)
    {
        string[] found = [.. differences.OfType<string>()];
        return new Equality(with, found.Length == 0,
            found.Length <= Shown ? found : [.. found.Take(Shown), $"and {found.Length - Shown} more"]);
    }

    /// <summary>In what an account differs from what somebody else says of it; <see langword="null"/> if in nothing.</summary>
    public static string? Difference(SourceAccount account, GrainAmount? balance, GrainAmount? paid, bool? active) =>
        balance is { } held && held != account.Balance ? $"{account.Name}: balance {held}, by the ledger {account.Balance}"
        : paid is { } received && received != account.Paid ? $"{account.Name}: paid {received}, by the ledger {account.Paid}"
        : active is { } isActive && isActive != account.Active ? $"{account.Name}: {Word(isActive)}, by the ledger {Word(account.Active)}"
        : null;

    private static Equality Read(InstanceFiles files, string path, Func<JsonElement, Equality> compare)
    {
        try
        {
            using var stream = files.Open(path);
            using var document = JsonDocument.Parse(stream);
            var found = compare(Envelope.Is(document.RootElement) ? document.RootElement[1] : document.RootElement);
            // What was written beside another ledger may be older than this one, and says nothing of it then.
            return found.IsEqual == false && files.LenderOf(path) is { } lender && files.LenderOf(InstanceFiles.LedgerPath) is null
                ? new Equality(path, null, [$"it comes from {lender}, and the ledger does not", .. found.Differences]) : found;
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException
            or FormatException or ArgumentException or OverflowException)
        {
            return new Equality(path, null, ["it cannot be read"]);
        }
    }

    /// <summary>A list of accounts, or of cred accounts that hold one each.</summary>
    private static Equality WithAccounts(string path, JsonElement root, IReadOnlyList<SourceAccount> accounts)
    {
        var list = root.ValueKind == JsonValueKind.Object ? root.GetProperty("accounts") : root;
        return EqualityOf(path, AllOf(accounts, list.EnumerateArray()
            .Select(each => each.TryGetProperty("account", out var inner) ? inner : each).ToDictionary(IdOf, StringComparer.Ordinal),
            (account, there) => Difference(
                account, AmountOf(there, "balance"), AmountOf(there, "paid"), there.GetProperty("active").GetBoolean())));
    }

    /// <summary>The view of cred and grain: what was paid in its intervals.</summary>
    private static Equality WithView(string path, JsonElement root, IReadOnlyList<SourceAccount> accounts)
    {
        var intervals = root.GetProperty("intervals").EnumerateArray().Select(each =>
            (From: TimeOf(each.GetProperty("startTimeMs")), To: TimeOf(each.GetProperty("endTimeMs")))).ToArray();
        var participants = root.GetProperty("participants").EnumerateArray().ToDictionary(IdOf, StringComparer.Ordinal);
        return EqualityOf(path, AllOf(accounts, participants, (account, there) =>
        {
            var (paid, known) = (AmountOf(there, "grainEarned"), EarnedIn(account, intervals));
            return paid != known ? $"{account.Name}: paid {paid} in its intervals, by the ledger {known}"
                : Difference(account, null, null, there.GetProperty("active").GetBoolean());
        }));
    }

    /// <summary>As SourceCred adds it up: it stops at the first payment that lies in no interval from there on.</summary>
    private static GrainAmount EarnedIn(SourceAccount account, (DateTimeOffset From, DateTimeOffset To)[] intervals)
    {
        var (sum, next) = (GrainAmount.Zero, 0);
        foreach (var (from, to) in intervals)
            for (; next < account.History.Count && from <= account.History[next].CredAt && account.History[next].CredAt < to; next++)
                sum += account.History[next].Amount;
        return sum;
    }

    private static IEnumerable<string?> AllOf(
        IReadOnlyList<SourceAccount> accounts, Dictionary<string, JsonElement> there, Func<SourceAccount, JsonElement, string?> compare)
    {
        foreach (var account in accounts)
            yield return there.Remove(account.Id, out var found) ? compare(account, found) : $"{account.Name} is not in it";
        foreach (var id in there.Keys) yield return $"{id} is in it, and not in the ledger";
    }

    private static string IdOf(JsonElement account) => account.GetProperty("identity").GetProperty("id").GetString()!;

    private static GrainAmount AmountOf(JsonElement account, string name) => GrainAmount.Parse(account.GetProperty(name).GetString()!);

    private static DateTimeOffset TimeOf(JsonElement milliseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(milliseconds.GetDouble() * TimeSpan.TicksPerMillisecond));

    private static string Word(bool active) => active ? "active" : "not active";
}
