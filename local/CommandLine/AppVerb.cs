using Grain.Local.Api;

namespace Grain.Local.CommandLine;

/// <summary>
/// Verbs that ask a running app over HTTP: the <c>./grain serve</c> of this clone, or the one that <c>--app</c> names. Exit codes: 0 it was
/// done, 1 it was not, 2 wrong usage.
/// </summary>
internal static class AppVerb
{
    /// <summary>A verb about a space; takes <c>--space</c>, <c>--json</c>, <c>--app</c> and <c>--key</c> besides its own.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="description">One sentence for the help.</param>
    /// <param name="own">Its own arguments and options.</param>
    /// <param name="run">Does it.</param>
    public static Command InSpace(string name, string description, IEnumerable<Symbol> own, Func<AppCall, CancellationToken, Task> run)
    {
        var options = new AppOptions();
        return Create(name, description, [.. own, options.Space, options.Json, options.App, options.Key], options, run);
    }

    /// <summary>A verb about the whole app.</summary>
    /// <inheritdoc cref="InSpace"/>
    public static Command OfApp(string name, string description, IEnumerable<Symbol> own, Func<AppCall, CancellationToken, Task> run)
    {
        var options = new AppOptions();
        return Create(name, description, [.. own, options.Json, options.App, options.Key], options, run);
    }

    /// <summary>The key of the app that serves here goes to that one and to no other.</summary>
    private static string? KeyOf(AppAddress address, Repository? repository) =>
        repository is not null && address.Root == AppAddress.ServedAt(repository.AddressFile) ? ServeKey.Read(repository.KeyFile) : null;

    /// <summary>A client of an app, with the key that is given, or the variable's, or that of the serve that runs here.</summary>
    internal static AppClient Open(AppAddress address, string? key, Repository? repository) =>
        new(address, key ?? AppOptions.Variable(AppOptions.KeyVariable) ?? KeyOf(address, repository),
            AppOptions.Variable(AppOptions.FunctionKeyVariable));

    private static Command Create(string name, string description, IEnumerable<Symbol> symbols, AppOptions options,
        Func<AppCall, CancellationToken, Task> run)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                var repository = Repository.FindOrNull();
                var address = AppAddress.Find(parsed.GetValue(options.App), AppOptions.Variable(AppOptions.AppVariable),
                    repository?.AddressFile);
                using var app = Open(address, parsed.GetValue(options.Key), repository);
                await run(new AppCall(parsed, options, app), cancellation);
                return 0;
            }
            catch (JsonException fault)
            {
                return Faults.Tell(parsed, new CommandException($"what was answered is not what Grain answers: {fault.Message}"));
            }
            catch (Exception fault) when (Faults.IsTold(fault))
            {
                return Faults.Tell(parsed, fault);
            }
        });
        return command;
    }
}
