using System.Globalization;

namespace Grain.Functions.Hosting;

/// <summary>Reads the values of a request's query, and collects what is wrong with them, so that one answer names every fault.</summary>
internal sealed class QueryReader(HttpRequest request)
{
    private readonly List<Fault> faults = [];

    /// <summary>A text; <see langword="null"/> if it is not given.</summary>
    public string? Text(string name)
    {
        if (!request.Query.TryGetValue(name, out var given)) return null;
        if (given.Count > 1) faults.Add(new Fault(name, "must be given once"));
        return given[0];
    }

    /// <summary>A whole number of 32 bits; <see langword="null"/> if it is absent or empty.</summary>
    public int? Int32(string name) =>
        Value<int>(name, text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null, $"must be a whole number, at most {int.MaxValue}");

    /// <summary>A whole number of 64 bits; <see langword="null"/> if it is absent or empty.</summary>
    public long? Int64(string name) =>
        Value<long>(name, text => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null, $"must be a whole number, at most {long.MaxValue}");

    /// <summary><c>true</c> or <c>false</c>; <see langword="null"/> if it is absent or empty.</summary>
    public bool? Boolean(string name) => Value<bool>(name, text => bool.TryParse(text, out var value) ? value : null, "must be true or false");

    /// <summary>A day such as 2026-11-15; <see langword="null"/> if it is absent or empty.</summary>
    public DateOnly? Day(string name) =>
        Value<DateOnly>(name, text => DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null, "must be a day such as 2026-11-15");

    /// <summary>Ends the request if any value that was read is not what it should be.</summary>
    /// <exception cref="ProblemException">400, with every fault.</exception>
    public void ThrowIfFaulty()
    {
        if (faults.Count > 0) throw new ProblemException(Problem.BadRequest(faults));
    }

    private T? Value<T>(string name, Func<string, T?> parse, string rule) where T : struct
    {
        if (!request.Query.TryGetValue(name, out var given) || given is [null or ""]) return null;
        if (given.Count == 1 && parse(given[0]!) is { } value) return value;
        faults.Add(new Fault(name, given.Count > 1 ? "must be given once" : rule));
        return null;
    }
}
