using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Local.Grants;

namespace Grain.Local.Verbs;

/// <summary><c>export --space S [--out FILE] [--without ID]</c>: the grants of a space as NDJSON.</summary>
internal static class ExportCommand
{
    internal static Command Create()
    {
        var space = Ask.Space();
        var file = Ask.For<string>("--out", "The file to write; without it, standard output.");
        var without = Ask.Several("--without", "Somebody whose grants are left out, under all their ids; may be given several times.");
        var command = new Command("export", "Writes the grants of a space as NDJSON, or the graph of an epoch.")
            { space, file, without, GraphExportCommand.Create() };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var found = await scope.FindSpaceAsync(parsed.GetValue(space), cancellation);
            var left = await LeftOutAsync(scope, found, parsed.GetRequiredValue(without), cancellation);
            var progress = new Progress(scope.Error, scope.Get<TimeProvider>(), "grants written");
            var count = 0L;
            await WholeFile.WriteAsync(parsed.GetValue(file), async output =>
                count = await GrantExport.WriteAsync(scope.Get<GrantLedger>(), found, left, output, progress.Report, cancellation));
            await scope.Error.WriteLineAsync($"grain: {Shown.Count(count, "grant")} of {found.Name} exported");
            return 0;
        }));
        return command;
    }

    private static async Task<HashSet<string>> LeftOutAsync(
        CommandScope scope, Space space, string[] people, CancellationToken cancellation)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in people)
        {
            var (account, _, register) = await scope.Get<AccountSpelling>().PersonAsync(space.Journal, id, cancellation);
            left.UnionWith(register.AccountsOf(account));
        }

        return left;
    }
}
