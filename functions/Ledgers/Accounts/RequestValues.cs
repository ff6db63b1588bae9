using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>Reads values of requests and collects every fault.</summary>
internal sealed class RequestValues(int decimals)
{
    /// <summary>Most characters of an id that a caller makes.</summary>
    private const int IdLengthMax = 64;

    public const int MemoLengthMax = 500;

    /// <summary>How long a hold lasts at most.</summary>
    private static readonly TimeSpan HoldMax = TimeSpan.FromDays(366);
    private readonly List<Fault> faults = [];

    /// <summary>The body of a request, and what its values are read with.</summary>
    /// <exception cref="ProblemException">400: it is no such body.</exception>
    public static async Task<(RequestValues Values, T Body)> ReadAsync<T>(
        HttpRequest request, Space space, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        var body = await JsonBody.ReadAsync(request, type, cancellation);
        return (new RequestValues(space.Config.Token.Decimals), body);
    }

    /// <summary>An id: letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>:</c>.</summary>
    public string Id(string path, string? value)
    {
        if (string.IsNullOrEmpty(value)) return Fail(path, "is missing: with an id of the caller's own, a retry is the same request");
        if (value.Length > IdLengthMax) return Fail(path, $"has {value.Length} characters; at most {IdLengthMax} are taken");
        return value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') ? value
            : Fail(path, "may hold letters, digits and - _ . : only");
    }

    /// <summary>The id of something new: one that an address can name.</summary>
    public string NewId(string path, string? value) =>
        value is "." or ".." ? Fail(path, "must not be '.' or '..': no address could name it") : Id(path, value);

    /// <summary>Somebody.</summary>
    public string Account(string path, string? value)
    {
        if (string.IsNullOrEmpty(value)) return Fail(path, "is missing");
        return value.Length <= JournalKeys.AccountLengthMax ? value
            : Fail(path, $"has {value.Length} characters; at most {JournalKeys.AccountLengthMax} are taken");
    }

    /// <summary>An amount of grain as a decimal text, in base units.</summary>
    public GrainAmount Amount(string path, string? value)
    {
        if (value is null) Fail(path, "is missing; an amount is a text such as \"12.5\"");
        else if (GrainNotation.ReadOne(value, decimals, out var amount) is { } fault) Fail(path, fault);
        else return amount;
        return default;
    }

    /// <summary>
    /// An amount that is destroyed, in base units: it adds to no sum, so it may be as large as what somebody was given by an earlier
    /// version, which knew no bound.
    /// </summary>
    public GrainAmount Burnt(string path, string? value) =>
        value is not null && GrainNotation.TryParse(value, decimals, out var amount, out _) && amount.Sign >= 0 ? amount
            : Amount(path, value);

    /// <summary>An amount that is kept for something: above 0.</summary>
    public GrainAmount Kept(string path, string? value)
    {
        var amount = Amount(path, value);
        if (amount.IsZero && value is not null && GrainNotation.TryParse(value, decimals, out _, out _)) Fail(path, "must be more than 0");
        return amount;
    }

    /// <summary>When a hold ends by itself. One that was sent before may lie in the past.</summary>
    public DateTimeOffset End(string path, JsonElement? value, DateTimeOffset now)
    {
        if (value is not { ValueKind: not JsonValueKind.Null } given) Fail(path, "is missing: a hold ends by itself");
        else if (!OutsideTime.TryRead(given, out var end)) Fail(path, OutsideTime.Form);
        else if (end > now + HoldMax) Fail(path, $"must lie in the next {HoldMax.Days} days");
        else return end.ToUniversalTime();
        return default;
    }

    /// <summary>A text of the caller's.</summary>
    public string? Memo(string path, string? value)
    {
        if (value?.Length > MemoLengthMax) Fail(path, $"has {value.Length} characters; at most {MemoLengthMax} are taken");
        return value;
    }

    /// <summary>A value that this address does not take.</summary>
    public void Absent(string path, string? value)
    {
        if (value is not null) Fail(path, "is not known here");
    }

    /// <summary>Notes a fault.</summary>
    public string Fail(string path, string message)
    {
        faults.Add(new Fault(path, message));
        return "";
    }

    /// <exception cref="ProblemException">400 with all faults, if there are any.</exception>
    public void Check()
    {
        if (faults.Count > 0) throw new ProblemException(Problem.BadRequest(faults));
    }
}
