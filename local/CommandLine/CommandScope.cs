using Azure;
using Grain.Functions;
using Grain.Functions.Storage;

namespace Grain.Local.CommandLine;

/// <summary>
/// What a command of the command line works with: the settings of the app, its storage and its slices, without a server.
/// Exit codes: 0 all is well, 1 what was checked is not as it should be, 2 the command could not do its work.
/// </summary>
internal sealed class CommandScope : IAsyncDisposable
{
    /// <summary>What was checked is not as it should be.</summary>
    public const int Faulty = 1;

    /// <summary>The command could not do its work: wrong usage, settings or storage.</summary>
    public const int Failed = 2;

    /// <summary>Made when first asked for: some commands need no storage.</summary>
    private readonly Lazy<ServiceProvider> services = new(() => Build(AppConfiguration.Read(Directory.GetCurrentDirectory())));

    private CommandScope(TextWriter output, TextWriter error) => (Output, Error) = (output, error);

    /// <summary>Results.</summary>
    public TextWriter Output { get; }

    /// <summary>Progress and complaints.</summary>
    public TextWriter Error { get; }

    /// <summary>Makes a command's action: opens the scope, and translates what goes wrong into words and an exit code.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Action(
        Func<CommandScope, ParseResult, CancellationToken, Task<int>> run) => async (parsed, cancellation) =>
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            await using var scope = new CommandScope(output, error);
            return await run(scope, parsed, cancellation);
        }
        catch (Exception e) when (e is RequestFailedException or SettingsException or CommandException or IOException
            or UnauthorizedAccessException or FormatException or ProblemException)
        {
            await error.WriteLineAsync($"grain: {Redaction.Apply(e.Message)}");
            return Failed;
        }
    };

    /// <summary>A service of a slice.</summary>
    public T Get<T>() where T : notnull => services.Value.GetRequiredService<T>();

    /// <summary>All services of a kind, in the order in which they were added.</summary>
    public IEnumerable<T> GetAll<T>() => services.Value.GetServices<T>();

    /// <summary>The space that the command line names.</summary>
    /// <exception cref="CommandException">There is none, or none any more; or it is archived, and the command would write.</exception>
    public async Task<Space> FindSpaceAsync(string name, CancellationToken cancellation, bool writes = false)
    {
        var space = await Get<SpaceDirectory>().LookAsync(name, fresh: true, cancellation)
            ?? throw new CommandException($"there is no space '{name}'");
        if (space.Deletion is not null) throw new CommandException($"the space '{name}' was deleted; its name stays taken");
        return writes ? Writable(space) : space;
    }

    /// <summary>A space that a command is about to write to.</summary>
    /// <exception cref="CommandException">It is archived.</exception>
    public static Space Writable(Space space) => space.ArchivedAt is null ? space
        : throw new CommandException($"the space '{space.Name}' is archived: it is read only until it is opened again");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => services.IsValueCreated ? services.Value.DisposeAsync() : default;

    private static ServiceProvider Build(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(configuration).AddSingleton(TimeProvider.System)
            .AddSingleton(new StorageService(StorageAccount.FromConfiguration(configuration),
                new StorageSettings(TimeProvider.System, Random.Shared)));
        Slices.AddTo(services);
        return services.BuildServiceProvider();
    }
}
