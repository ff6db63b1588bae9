using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Local.Grants;

namespace Grain.Local.Verbs;

/// <summary><c>export --space S [--out FILE]</c>: all grants of a space as NDJSON.</summary>
internal static class ExportCommand
{
    internal static Command Create()
    {
        var space = Ask.Space();
        var file = Ask.For<string>("--out", "The file to write; without it, standard output.");
        var command = new Command("export", "Writes all grants of a space as NDJSON.") { space, file };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var found = await scope.FindSpaceAsync(parsed.GetValue(space), cancellation);
            await using var output =
                new BufferedStream(parsed.GetValue(file) is { } path ? File.Create(path) : Console.OpenStandardOutput(), 1 << 16);
            var progress = new Progress(scope.Error, scope.Get<TimeProvider>(), "grants written");
            var count = await GrantExport.WriteAsync(scope.Get<GrantLedger>(), found, output, progress.Report, cancellation);
            await output.FlushAsync(cancellation);
            await scope.Error.WriteLineAsync($"grain: {Shown.Count(count, "grant")} of {found.Name} exported");
            return 0;
        }));
        return command;
    }
}
