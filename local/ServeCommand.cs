using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Grain.Local;

/// <summary><c>serve</c>: the app and, unless other storage is given, the storage emulator, until Ctrl-C.</summary>
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
                result.AddError("--storage takes the connection string of a storage account, as the Azure portal shows it, or UseDevelopmentStorage=true; not a folder.");
        });
        var port = new Option<int>("--port") { Description = "Port to serve on; 0 takes a free one.", DefaultValueFactory = _ => PortDefault, CustomParser = ReadPort };
        var command = new Command("serve", "Serves Grain on this machine until Ctrl-C.") { storage, port };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await RunAsync(parsed.GetValue(storage), parsed.GetValue(port), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await Console.Out.WriteLineAsync("Stopped.");
                return 0;
            }
            catch (InvalidOperationException fault)
            {
                await Console.Error.WriteLineAsync(fault.Message);
                return Failed;
            }
        });
        return command;
    }

    private static int ReadPort(ArgumentResult given)
    {
        var text = given.Tokens.Count == 0 ? "" : given.Tokens[^1].Value;
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return port;
        given.AddError($"--port must be a whole number between 0 and 65535, not '{text}'.");
        return 0;
    }

    private static async Task<int> RunAsync(string? storage, int port, CancellationToken cancellation)
    {
        var repository = Repository.Find();
        using var folder = storage is null ? Own(repository.StorageFolder) : null;
        await using var emulator = storage is null ? await StartEmulatorAsync(repository, cancellation) : null;
        using var told = emulator is null ? null : new ConnectionFile(repository.ConnectionFile, emulator.ConnectionString);
        var settings = new AppSettings(repository.AppExecutable, storage ?? emulator!.ConnectionString) { Port = port };
        await using var app = await AppProcess.StartAsync(settings, Console.Out.WriteLine, cancellation);

        Console.Out.WriteLine();
        Console.Out.WriteLine($"Grain serves on {app.Address} until you press Ctrl-C. To begin, make a space:");
        Console.Out.WriteLine($"  curl -X PUT {app.Address}api/spaces/my-project");
        Console.Out.WriteLine();
        var code = await app.WaitForExitAsync(cancellation);
        throw new InvalidOperationException($"The app ended by itself with exit code {code}.");
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
            throw new InvalidOperationException($"Another './grain serve' is using {folder}: stop it, or give this one other storage with --storage.");
        }
    }

    private static async Task<AzuriteServer> StartEmulatorAsync(Repository repository, CancellationToken cancellation)
    {
        Console.Out.WriteLine($"Starting the storage emulator; its data is in {repository.StorageFolder}.");
        return await AzuriteServer.StartAsync(repository.StorageFolder, cancellation: cancellation);
    }
}
