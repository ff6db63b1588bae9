using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;

namespace Grain.Functions.Hosting;

/// <summary>
/// Names the query values that an endpoint could not take. The framework answers them with a bare 400; a caller of an address with six of them
/// would have to guess.
/// </summary>
internal static class QueryFaults
{
    /// <summary>Every value that is not what the endpoint of this request declares; none if there is no such value, or no endpoint.</summary>
    public static IEnumerable<Fault> Of(HttpContext context)
    {
        foreach (var parameter in context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            if (!context.Request.Query.TryGetValue(parameter.Name, out var given) || given is [null or ""]) continue;
            var type = parameter.ParameterInfo.ParameterType;
            if (RuleOf(Nullable.GetUnderlyingType(type) ?? type, given) is { } rule)
                yield return new Fault(parameter.Name, given.Count > 1 ? "must be given once" : rule);
        }
    }

    private static string? RuleOf(Type type, string? given)
    {
        if (type == typeof(int)) return Rule(int.TryParse(given, CultureInfo.InvariantCulture, out _), $"must be a whole number, at most {int.MaxValue}");
        if (type == typeof(long)) return Rule(long.TryParse(given, CultureInfo.InvariantCulture, out _), $"must be a whole number, at most {long.MaxValue}");
        if (type == typeof(bool)) return Rule(bool.TryParse(given, out _), "must be true or false");
        return type == typeof(DateOnly) ? Rule(DateOnly.TryParse(given, CultureInfo.InvariantCulture, out _), "must be a day such as 2026-11-15") : null;
    }

    private static string? Rule(bool holds, string rule) => holds ? null : rule;
}
