using Spectre.Console;

namespace Grain.Local.CommandLine;

/// <summary>
/// Tables for people. On a terminal they are as wide as it is; elsewhere every row is one line, however long, so that other programs can
/// search them.
/// </summary>
internal static class TextTable
{
    private const int Endless = 10_000;

    /// <summary>Writes a table; a heading that begins with # stands over numbers.</summary>
    public static void Write<T>(TextWriter writer, IEnumerable<T> rows, params (string Heading, Func<T, object?> Cell)[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var (heading, _) in columns)
            table.AddColumn(new TableColumn(new Text(heading.Length > 1 ? heading.TrimStart('#') : heading))
            {
                Alignment = heading.StartsWith('#') ? Justify.Right : Justify.Left,
                NoWrap = heading.StartsWith('#'),
            });
        foreach (var row in rows) table.AddRow(columns.Select(column => new Text(Plain.Text($"{column.Cell(row)}"))));
        Write(writer, table, WidthOf(writer));
    }

    /// <summary>The same at a width of its own.</summary>
    internal static void Write(TextWriter writer, Table table, int width)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(table);
        foreach (var line in text.ToString().Split('\n'))
            if (line.TrimEnd() is { Length: > 0 } shown) writer.WriteLine(shown);
    }

    private static int WidthOf(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        return output.IsTerminal ? Math.Max(output.Width, 40) : Endless;
    }
}
