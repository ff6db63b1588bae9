using System.Buffers.Text;

namespace Grain.Functions.Reads.People;

/// <summary>Where a piece of a search through all that is stored ended. A text that only Grain reads.</summary>
/// <param name="Place">The place that it was in, counted from 0.</param>
/// <param name="Page">Behind what of it; <see langword="null"/> at its beginning.</param>
internal readonly record struct RemainsMark(int Place, string? Page)
{
    /// <summary>What is wrong with a text that is none.</summary>
    public const string Rule = "must be the `next` of an earlier answer";

    private const int LengthMax = 6000;
    private const int PlaceMax = 999;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Place}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Page ?? ""))}");

    /// <summary>Reads a text that <see cref="ToString"/> gave; <see langword="null"/> if it is none.</summary>
    public static RemainsMark? Read(string text) =>
        text.Length <= LengthMax && text.Split('.') is [var place, var page] && Base64Url.IsValid(page)
        && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= PlaceMax
            ? new(number, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(page)) is { Length: > 0 } behind ? behind : null) : null;
}
