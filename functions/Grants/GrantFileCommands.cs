using System.CommandLine;
using Grain.Functions.Spaces;
using Grain.Functions.Verification;

namespace Grain.Functions.Grants;

/// <summary><c>export --space S [--out FILE]</c> and <c>import grants FILE --space S [--rechain]</c>.</summary>
internal static class GrantFileCommands
{
    internal static Command CreateExport(Action<IServiceCollection> addSlices)
    {
        var space = new Option<string>("--space") { Description = "The space.", Required = true };
        var file = new Option<string>("--out") { Description = "The file to write; without it, standard output." };
        var command = new Command("export", "Writes all grants of a space as NDJSON.") { space, file };
        command.SetAction(CommandScope.Action(addSlices, async (scope, parsed, cancellationToken) =>
        {
            var found = await scope.FindSpaceAsync(parsed.GetRequiredValue(space), cancellationToken);
            await using var output = new BufferedStream(parsed.GetValue(file) is { } path ? File.Create(path) : Console.OpenStandardOutput(), 1 << 16);
            var progress = new Progress(scope.Error, scope.Get<TimeProvider>(), "grants written");
            var count = await GrantExport.WriteAsync(scope.Get<GrantLedger>(), found, output, progress.Report, cancellationToken);
            await output.FlushAsync(cancellationToken);
            await scope.Error.WriteLineAsync($"grain: {count} grants of {found.Name} exported");
            return 0;
        }));
        return command;
    }

    internal static Command CreateImport(Action<IServiceCollection> addSlices)
    {
        var file = new Argument<string>("FILE") { Description = "What export wrote." };
        var space = new Option<string>("--space") { Description = "The space; made when it is not there.", Required = true };
        var rechain = new Option<bool>("--rechain") { Description = "Import under another name: hash chains begin with the space's name, so they come out anew." };
        var grants = new Command("grants", "Writes exported grants again: the same totals, places, times and hash chains.") { file, space, rechain };
        grants.SetAction(CommandScope.Action(addSlices, async (scope, parsed, cancellationToken) =>
        {
            using var input = new StreamReader(parsed.GetRequiredValue(file));
            var header = await GrantImport.ReadHeaderAsync(input, cancellationToken);
            var name = parsed.GetRequiredValue(space);
            if (header.Space != name && !parsed.GetValue(rechain))
                throw new CommandException($"the grants are of the space '{header.Space}', and their hash chains hold only there; --rechain makes new ones for '{name}'");
            if (!SpaceName.IsValid(name)) throw new CommandException(SpaceName.Rule);
            var (target, _) = await scope.Get<SpaceDirectory>().CreateAsync(name, header.Shards, new SpaceConfig(), cancellationToken);
            var progress = new Progress(scope.Error, scope.Get<TimeProvider>(), "grants read");
            var (read, written) = await new GrantImport(scope.Get<GrantLedger>(), target, progress.Report).RunAsync(header, input, cancellationToken);
            await scope.Output.WriteLineAsync($"{name}: {read} grants read, {written} written, {read - written} were there");
            return 0;
        }));
        return new Command("import", "Brings grants in: what export wrote, or a repository's history.") { grants };
    }
}
