using Grain.Functions;
using Grain.Functions.Storage;
using Grain.Functions.Storage.Formats;

namespace Grain.Local.CommandLine;

/// <summary>
/// What a command of the command line works with: the settings of the app, its storage and its slices, without a server.
/// Exit codes: 0 all is well, 1 it is not or could not be found out, 2 wrong usage.
/// </summary>
internal sealed class CommandScope : IAsyncDisposable
{
    internal const string StorageSetting = "AzureWebJobsStorage";
    private const int SpacesMax = 10_000;

    /// <summary>Made when first asked for: some commands need no storage.</summary>
    private readonly Lazy<ServiceProvider> services;

    private CommandScope(InvocationConfiguration call)
    {
        (Output, Error) = (call.Output, call.Error);
        services = new(() => Build((call as VerbCall)?.Settings ?? AppConfiguration.Read(Directory.GetCurrentDirectory())));
    }

    /// <summary>Results.</summary>
    public TextWriter Output { get; }

    /// <summary>Progress and complaints.</summary>
    public TextWriter Error { get; }

    /// <summary>Makes a command's action: opens the scope, and translates what goes wrong into words and an exit code.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Action(
        Func<CommandScope, ParseResult, CancellationToken, Task<int>> run) => async (parsed, cancellation) =>
    {
        try
        {
            await using var scope = new CommandScope(parsed.InvocationConfiguration);
            return await run(scope, parsed, cancellation);
        }
        catch (Exception fault) when (Faults.IsTold(fault))
        {
            return Faults.Tell(parsed, fault);
        }
    };

    /// <summary>Says something beside the result.</summary>
    public void Tell(string words) => Error.WriteLine($"grain: {words}");

    /// <summary>The room of the storage emulator, if it is what the command works on.</summary>
    public EmulatorRoom? EmulatorRoom() => Local.EmulatorRoom.Of(Get<IConfiguration>()[StorageSetting]);

    /// <summary>A service of a slice.</summary>
    public T Get<T>() where T : notnull => services.Value.GetRequiredService<T>();

    /// <summary>All services of a kind, in the order in which they were added.</summary>
    public IEnumerable<T> GetAll<T>() => services.Value.GetServices<T>();

    /// <summary>The space that the command line names, or else the variable, or else the only one that is in use.</summary>
    /// <exception cref="CommandException">There is none, or none any more; or it is archived, and the command would write.</exception>
    /// <exception cref="UnknownFormatException">The command would write, and the storage is of a newer version.</exception>
    public async Task<Space> FindSpaceAsync(string? given, CancellationToken cancellation, bool writes = false)
    {
        if (writes) await Get<StorageFormats>().RefuseNewerAsync(cancellation);
        var name = given ?? SpaceChoice.Usual ?? SpaceChoice.Only(await NamesAsync(cancellation, SpaceState.Active));
        if (await Get<SpaceDirectory>().LookAsync(name, fresh: true, cancellation) is { } found)
            return found.Deletion is null ? writes ? Writable(found) : found
                : throw new CommandException($"the space '{name}' was deleted; its name stays taken");
        var known = await NamesAsync(cancellation, SpaceState.Active, SpaceState.Archived);
        throw new CommandException($"there is no space '{name}'{SpaceChoice.Hint(name, known)}");
    }

    /// <summary>The spaces in some states, by name.</summary>
    public IAsyncEnumerable<SpaceSummary> SpacesAsync(CancellationToken cancellation, params SpaceState[] states) =>
        SpacePages.AllAsync(Get<SpaceDirectory>(), states, cancellation);

    private async Task<string[]> NamesAsync(CancellationToken cancellation, params SpaceState[] states) =>
        await SpacesAsync(cancellation, states).Select(space => space.Name).Take(SpacesMax).ToArrayAsync(cancellation);

    /// <summary>A space that a command is about to write to.</summary>
    /// <exception cref="CommandException">It is archived.</exception>
    public static Space Writable(Space space) => space.ArchivedAt is null ? space
        : throw new CommandException($"the space '{space.Name}' is archived: it is read only until it is opened again");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => services.IsValueCreated ? services.Value.DisposeAsync() : default;

    private static ServiceProvider Build(IConfiguration configuration)
    {
        if (!configuration.GetSection(StorageSetting).Exists())
            throw new CommandException($"there is no storage to work on: start ./grain serve, or name one in {StorageSetting}");
        return Build(configuration, services => new StorageService(
            services.GetRequiredService<StorageAccount>(), new StorageSettings(TimeProvider.System, Random.Shared)));
    }

    /// <summary>The slices on a storage.</summary>
    internal static ServiceProvider Build(IConfiguration configuration, Func<IServiceProvider, StorageService> storage)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(configuration).AddSingleton(TimeProvider.System).AddSingleton(storage)
            .AddSingleton(_ => StorageAccount.FromConfiguration(configuration));
        Slices.AddTo(services);
        return services.BuildServiceProvider();
    }
}
