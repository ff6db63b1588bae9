namespace Grain.Functions.Hosting;

/// <summary>
/// Takes a request's query values as the types that a function needs. Faults are gathered, and answered all at once: a caller of an address
/// with six values need not try six times.
/// </summary>
internal sealed class QueryReader
{
    private readonly HttpRequest request;
    private readonly FaultList faults = new();

    private QueryReader(HttpRequest request) => this.request = request;

    /// <summary>Reads the values of a request.</summary>
    /// <exception cref="ProblemException">Something is wrong with them: 400, naming every fault.</exception>
    public static T Of<T>(HttpRequest request, Func<QueryReader, T> read)
    {
        var query = new QueryReader(request);
        var values = read(query);
        query.faults.ThrowIfAny();
        return values;
    }

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

    /// <summary>The entry that a page follows on, <c>after</c>; 0, from the start, if it is absent.</summary>
    public long Start() => Checked(Int64("after") ?? 0, "after", start => start >= 0, "must not be negative");

    /// <summary>How many to pass over, <c>skip</c>; none if it is absent.</summary>
    public int Skip() => Checked(Int32("skip") ?? 0, "skip", skip => skip >= 0, "must not be negative");

    /// <summary>
    /// How much a page holds, <paramref name="least"/> to <paramref name="most"/>; <paramref name="usual"/> if it is not said.
    /// </summary>
    public int Size(int usual, int most, string name = "limit", int least = 1) =>
        Checked(Int32(name) ?? usual, name, size => size >= least && size <= most, $"must lie between {least} and {most}");

    /// <summary>A value that must be <paramref name="allowed"/>, as <paramref name="rule"/> says.</summary>
    public T Checked<T>(T value, string name, Predicate<T> allowed, string rule)
    {
        if (!allowed(value)) faults.Add(new Fault(name, rule));
        return value;
    }

    private T? Of<T>(string name, string rule) where T : struct, IParsable<T>
    {
        if (Text(name) is not { } text) return null;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value)) return value;
        faults.Add(new Fault(name, rule));
        return null;
    }
}
