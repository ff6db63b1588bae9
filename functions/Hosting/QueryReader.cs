namespace Grain.Functions.Hosting;

/// <summary>
/// Takes a request's query values as the types that a function needs. Faults are gathered, and answered all at once by
/// <see cref="ThrowIfFaulty"/>: a caller of an address with six values need not try six times.
/// </summary>
internal sealed class QueryReader(HttpRequest request)
{
    private readonly FaultList faults = new();

    /// <summary>
    /// A value as it stands; <see langword="null"/> if it is absent or empty. One that is given twice is a fault, as with every type.
    /// </summary>
    public string? Text(string name)
    {
        var given = request.Query[name];
        if (given.Count > 1) faults.Add(new Fault(name, "must be given once"));
        return given is [{ Length: > 0 } text] ? text : null;
    }

    /// <summary>A whole number; <see langword="null"/> if it is absent, empty, or a fault.</summary>
    public int? Int32(string name) => Of<int>(name, $"must be a whole number, at most {int.MaxValue}");

    /// <summary>A whole number that may be large; <see langword="null"/> if it is absent, empty, or a fault.</summary>
    public long? Int64(string name) => Of<long>(name, $"must be a whole number, at most {long.MaxValue}");

    /// <summary><c>true</c> or <c>false</c>; <see langword="null"/> if it is absent, empty, or a fault.</summary>
    public bool? Boolean(string name) => Of<bool>(name, "must be true or false");

    /// <summary>A day such as 2026-11-15; <see langword="null"/> if it is absent, empty, or a fault.</summary>
    public DateOnly? Day(string name) => Of<DateOnly>(name, "must be a day such as 2026-11-15");

    /// <summary>To be called once all values are read.</summary>
    /// <exception cref="ProblemException">Something is wrong with them: 400, naming every fault.</exception>
    public void ThrowIfFaulty() => faults.ThrowIfAny();

    /// <summary>What a page follows on; 0, from the start, if <paramref name="after"/> is absent.</summary>
    /// <exception cref="ProblemException">400: negative.</exception>
    public static long Start(long? after) =>
        after < 0 ? throw new ProblemException(Problem.BadRequest("after", "must not be negative")) : after ?? 0;

    /// <summary>
    /// How much a page holds, 1 to <paramref name="most"/>; <paramref name="usual"/> if <paramref name="limit"/> is absent.
    /// </summary>
    /// <exception cref="ProblemException">400: out of range.</exception>
    public static int Size(int? limit, int usual, int most, string name = "limit") =>
        limit < 1 || limit > most ? throw new ProblemException(Problem.BadRequest(name, $"must lie between 1 and {most}")) : limit ?? usual;

    private T? Of<T>(string name, string rule) where T : struct, IParsable<T>
    {
        if (Text(name) is not { } text) return null;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value)) return value;
        faults.Add(new Fault(name, rule));
        return null;
    }
}
