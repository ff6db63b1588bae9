using Grain.Local.Host;

namespace Grain.Local;

/// <summary>
/// <c>serve</c>: the app under a stand-in for the Functions host and, unless other storage is given, the storage emulator, until Ctrl-C.
/// </summary>
internal static class ServeCommand
{
    private const int Failed = 1;

    /// <summary>The port that Azure Functions Core Tools use, so that addresses in notes work with both.</summary>
    private const int PortDefault = 7071;

    public static Command Create()
    {
        var storage = new Option<string?>("--storage")
        {
            Description = "Connection string of the storage to use. Without it the emulator is started; its data stays in .azurite/.",
            HelpName = "CONNECTIONSTRING",
        };
        storage.Validators.Add(result =>
        {
            if (result.Tokens is [var given] && !given.Value.Contains('=', StringComparison.Ordinal))
                result.AddError(
                    "--storage takes the connection string of a storage account, as the Azure portal shows it, or "
                        + "UseDevelopmentStorage=true; not a folder.");
        });
        var port = Ask.Number("--port", PortDefault, 0, ushort.MaxValue, "Port to serve on; 0 takes a free one.");
        var lease = Ask.Number("--lease", new FunctionsHostOptions("").QueueLeaseSeconds, 2, 600,
            "Seconds, 2 to 600, until a queue message that a killed serve was at is worked on again.");
        var names = Ask.Several("--host",
            "A host name that a tunnel to this machine has; may be given several times. Webhooks need it not: they are taken under any "
                + "name.");
        names.HelpName = "NAME";
        var otlp = ServeTelemetry.Option();
        var command = new Command("serve",
            "Serves Grain on this machine until Ctrl-C. Nobody but this machine can reach it; the other verbs find its key.")
        {
            storage, port, lease, names, otlp,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await RunAsync(parsed.GetValue(storage), parsed.GetValue(port), parsed.GetValue(lease),
                    parsed.GetRequiredValue(names), ServeTelemetry.Settings(parsed, otlp), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await Console.Out.WriteLineAsync("Stopped.");
                return 0;
            }
            catch (Exception fault) when (fault is InvalidOperationException or Functions.Hosting.SettingsException)
            {
                await Console.Error.WriteLineAsync(fault.Message);
                return Failed;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string? storage, int port, int lease, string[] names,
        IReadOnlyDictionary<string, string> telemetry, CancellationToken cancellation)
    {
        var repository = Repository.Find();
        await PortInUse.RefuseAsync(port, cancellation);
        var emulated = storage is null && repository.IsClone;
        if (storage is null && !emulated) RequireStorage();
        using var folder = emulated ? Own(repository.StorageFolder) : null;
        await using var emulator = emulated ? await StartEmulatorAsync(repository, cancellation) : null;
        using var told = emulator is null ? null : new ConnectionFile(repository.ConnectionFile, emulator.ConnectionString);
        var settings = SettingsWith(storage ?? emulator?.ConnectionString);
        foreach (var (name, value) in telemetry) settings[name] = value;
        var other = await PortInUse.OtherAsync(repository.AddressFile, cancellation);
        var key = ServeKey.GiveTo(repository.KeyFile, settings, isFound: other is null);
        await using var host = await FunctionsHost.StartAsync(
            new FunctionsHostOptions(repository.AppFolder)
            {
                Port = port,
                QueueLeaseSeconds = lease,
                HostNames = names,
                Settings = settings,
            }, cancellation);
        using var address = other is null ? Tell(repository.AddressFile, host.Address) : null;

        Console.Out.WriteLine();
        Console.Out.WriteLine($"Grain serves on {host.Address} until you press Ctrl-C. To begin, make a space, from another terminal:");
        Console.Out.WriteLine($"  ./grain spaces create my-project{(other is null ? "" : $" --app {host.Address}")}");
        if (other is not null)
            Console.Out.WriteLine($"Another Grain of this clone serves on {other}: the verbs find that one, and this one by --app.");
        Console.Out.WriteLine(key);
        Console.Out.WriteLine($"The dashboard is at {host.Address}, too; what is private asks there for the same key.");
        if (telemetry.TryGetValue(ServeTelemetry.Endpoint, out var collector))
            Console.Out.WriteLine($"Traces, metrics and logs go to {collector}.");
        Console.Out.WriteLine();
        var room = new EmulatorRoom(repository.StorageFolder);
        var watched = emulator is null ? Task.Delay(Timeout.Infinite, cancellation)
            : new EmulatorWatch(emulator, room, TimeProvider.System, Console.Error).RunAsync(cancellation);
        await await Task.WhenAny(host.Completion.WaitAsync(cancellation), watched);
        return 0;
    }

    /// <summary>
    /// The settings of <c>local.settings.json</c> in the current folder, but for those that the environment has, and the storage.
    /// </summary>
    private static Dictionary<string, string> SettingsWith(string? storage)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in LocalSettings.Read(Directory.GetCurrentDirectory()))
        {
            var variable = name.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal);
            if (value is not null && Environment.GetEnvironmentVariable(variable) is null) settings[variable] = value;
        }

        if (storage is not null) settings["AzureWebJobsStorage"] = storage;
        return settings;
    }

    /// <summary>The archive has no emulator.</summary>
    private static void RequireStorage()
    {
        if (!AppConfiguration.Read(Directory.GetCurrentDirectory()).GetSection("AzureWebJobsStorage").Exists())
            throw new InvalidOperationException(
                "There is no storage: name one with --storage CONNECTIONSTRING, or by the setting AzureWebJobsStorage "
                    + "(or AzureWebJobsStorage__accountName).");
    }

    /// <summary>Whoever runs it from a folder that they may not write into names its address to the verbs.</summary>
    private static ConnectionFile? Tell(string file, Uri address)
    {
        try
        {
            return new ConnectionFile(file, address.ToString());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"grain: other verbs find this only by --app {address} ({fault.Message})");
            return null;
        }
    }

    /// <summary>Two emulators on one folder would overwrite each other's data.</summary>
    private static FileStream Own(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(folder + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new InvalidOperationException(
                $"Another './grain serve' is using {folder}: stop it, or give this one other storage with --storage.");
        }
    }

    private static async Task<AzuriteServer> StartEmulatorAsync(Repository repository, CancellationToken cancellation)
    {
        Console.Out.WriteLine($"Starting the storage emulator; its data is in {repository.StorageFolder}.");
        return await AzuriteServer.StartAsync(repository.StorageFolder, cancellation: cancellation);
    }
}
