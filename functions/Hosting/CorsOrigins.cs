using System.ComponentModel.DataAnnotations;

namespace Grain.Functions.Hosting;

/// <summary>
/// The sites whose pages may call the API: <c>https://example.org</c>, several with commas between them, or <c>*</c> for all. No cookie
/// opens anything here, so that a page can do nothing for its visitor but what the visitor has given it a key for.
/// </summary>
public sealed class CorsOrigins
{
    private const string All = "*";
    private readonly HashSet<string> origins;

    private CorsOrigins(HashSet<string> origins) => this.origins = origins;

    /// <summary>Whether no site is named.</summary>
    public bool IsNone => origins.Count == 0;

    /// <summary>Reads the setting.</summary>
    public static CorsOrigins Parse(string text) =>
        new(text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether pages of a site may call; <paramref name="origin"/> is as a browser sends it.</summary>
    public bool Allow(string origin) => origin.Length > 0 && (origins.Contains(All) || origins.Contains(origin));

    /// <summary>What is wrong with the setting, if anything.</summary>
    public static ValidationResult? Check(string text, ValidationContext context) =>
        Parse(text).origins.FirstOrDefault(origin => origin != All && !IsOrigin(origin)) is not { } wrong ? ValidationResult.Success
            : new ValidationResult(
                $"{context.MemberName} has '{wrong}', which is no origin: write https://example.org, without a path, or *.");

    private static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme is "http" or "https") && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
