using Grain.Functions.Audit;
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
        var space = Ask.For<string>("--space",
            $"The space, made when it is not there; by default "
                + $"${AppOptions.SpaceVariable}, or the one that the grants were exported from.");
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
            var name = parsed.GetValue(space) ?? SpaceChoice.Usual ?? header.Space;
            if (header.Space != name && !parsed.GetValue(rechain))
                throw new CommandException(
                    $"the grants are of the space '{header.Space}', and their hash chains hold only there; --rechain makes new ones for "
                        + $"'{name}'");
            if (!SpaceName.IsValid(name)) throw new CommandException(SpaceName.Rule);
            var (target, _) = await scope.Get<SpaceDirectory>()
                .CreateAsync(name, header.Shards, scope.Get<ConfigForm>().Complete(new SpaceConfig()), cancellation);
            target = CommandScope.Writable(target);
            var (progress, room) = (new Progress(scope.Error, scope.Get<TimeProvider>(), "grants read"), scope.EmulatorRoom());
            var import = new GrantImport(scope.Get<GrantLedger>(), target, scope.Get<TimeProvider>(), done =>
            {
                room?.RequireSome();
                progress.Report(done);
            });
            var (read, written) = await scope.Get<Acts>().AroundAsync(name, "import grants", async act =>
            {
                var done = await import.RunAsync(header, input, cancellation);
                act.Sets("grants", done.Written).Nothing(done.Written == 0);
                return done;
            }, cancellation);
            await scope.Output.WriteLineAsync($"{name}: {Shown.Count(read, "grant")} read, {written} written, {read - written} were there");
            await new AfterImport(scope, name, AfterImport.Called(parsed)).TellAsync(import.Work, parsed.GetValue(fromFirst), cancellation);
            return 0;
        }));
        return new Command("import", "Brings grants in: what export wrote, a clone's history, or what GitHub knows of a repository. Or all "
            + "of an instance of SourceCred.")
        {
            grants, GitImportCommand.Create(), GitHubImportCommand.Create(), SourceCredImportCommand.Create(),
            AbandonImportCommand.Create(),
        };
    }
}
