using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Grain.Simulation.Model;

/// <summary>Words that are put together only where something does not hold.</summary>
[InterpolatedStringHandler]
internal readonly ref struct FindingText
{
    private readonly StringBuilder? text;

    public FindingText(int literalLength, int formattedCount, bool holds, out bool shouldAppend)
    {
        shouldAppend = !holds;
        text = holds ? null : new StringBuilder(literalLength + formattedCount);
    }

    public void AppendLiteral(string literal) => text!.Append(literal);

    public void AppendFormatted(object? value) => text!.Append(value);

    public void AppendFormatted<T>(T value, string? format = null) =>
        text!.Append(value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    /// <inheritdoc/>
    public override string ToString() => text!.ToString();
}
