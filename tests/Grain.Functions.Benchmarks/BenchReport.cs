using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Grain.Functions.Benchmarks;

/// <summary>Prints measurements: as a table for people, or as one JSON object a line for programs.</summary>
internal static class BenchReport
{
    /// <summary>The option of all benchmarks that chooses JSON.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "One JSON object a line.", Recursive = true };

    /// <summary>Prints the measurements in their order.</summary>
    public static void Print(IEnumerable<Measurement> measurements, bool asJson)
    {
        if (asJson) PrintLines(measurements);
        else PrintTable(measurements);
    }

    private static void PrintLines(IEnumerable<Measurement> measurements)
    {
        using var output = Console.OpenStandardOutput();
        foreach (var measurement in measurements)
        {
            using (var json = new Utf8JsonWriter(output))
            {
                json.WriteStartObject();
                json.WriteString("name", measurement.Name);
                json.WriteNumber("value", measurement.Value);
                json.WriteString("unit", measurement.Unit);
                WriteNumber(json, "baseline", measurement.Baseline);
                WriteNumber(json, "ratio", measurement.Ratio);
                json.WriteEndObject();
            }

            output.WriteByte((byte)'\n');
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static void PrintTable(IEnumerable<Measurement> measurements)
    {
        var table = new Table().AddColumns("name", "value", "unit", "baseline", "ratio");
        foreach (var column in table.Columns.Skip(1).Where((_, index) => index != 1)) column.RightAligned();
        foreach (var measurement in measurements)
            table.AddRow(measurement.Name, Format(measurement.Value), measurement.Unit, Format(measurement.Baseline),
                Format(measurement.Ratio));
        // Where nobody looks at a terminal there is no width to fit.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
    }

    private static string Format(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? "";
}
