using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Local.Grants;
using Grain.Local.Histories;

namespace Grain.Local.Verbs;

/// <summary><c>import grants FILE --space S [--rechain]</c>: what <c>export</c> wrote. Below it hangs <c>import git</c>, too.</summary>
internal static class ImportCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "What export wrote." };
        var space = Ask.Space("The space; made when it is not there.");
        var rechain = Ask.For<bool>("--rechain",
            "Import under another name: hash chains begin with the space's name, so they come out anew.");
        var fromFirst = AfterImport.FromFirst();
        var grants = new Command("grants", "Writes exported grants again: the same totals, places, times and hash chains.") {
            file, space, rechain, fromFirst,
        };
        grants.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            using var input = new StreamReader(parsed.GetRequiredValue(file));
            var header = await GrantImport.ReadHeaderAsync(input, cancellation);
            var name = parsed.GetRequiredValue(space);
            if (header.Space != name && !parsed.GetValue(rechain))
                throw new CommandException(
                    $"the grants are of the space '{header.Space}', and their hash chains hold only there; --rechain makes new ones for "
                        + $"'{name}'");
            if (!SpaceName.IsValid(name)) throw new CommandException(SpaceName.Rule);
            var (target, _) = await scope.Get<SpaceDirectory>()
                .CreateAsync(name, header.Shards, scope.Get<ConfigForm>().Complete(new SpaceConfig()), cancellation);
            target = CommandScope.Writable(target);
            var progress = new Progress(scope.Error, scope.Get<TimeProvider>(), "grants read");
            var import = new GrantImport(scope.Get<GrantLedger>(), target, scope.Get<TimeProvider>(), progress.Report);
            var (read, written) = await import.RunAsync(header, input, cancellation);
            await scope.Output.WriteLineAsync($"{name}: {read} grants read, {written} written, {read - written} were there");
            var again = $"./grain import grants {parsed.GetRequiredValue(file)} --space {name}";
            await new AfterImport(scope, name, again).TellAsync(import.Work, parsed.GetValue(fromFirst), cancellation);
            return 0;
        }));
        return new Command("import", "Brings grants in: what export wrote, or a repository's history.") { grants,
            GitImportCommand.Create() };
    }
}
