using System.Diagnostics;

namespace Grain.Simulation.Mutations;

/// <summary>A copy of the sources in a folder of its own, with all bugs in it, each behind a switch; built once.</summary>
internal sealed class MutatedCopy : IDisposable
{
    private const string Project = "tests/Grain.Simulation";

    private static readonly string[] Copied = ["functions", "local", "tests/Grain.Simulation", "tests/Grain.Functions.Tests/Storage"];
    private static readonly string[] Left = ["bin", "obj", "node_modules"];

    private readonly string folder = Directory.CreateTempSubdirectory("grain-simulate-").FullName;

    /// <summary>The simulation in the copy.</summary>
    public string Executable => Path.Combine(folder, Project, "bin/Release/net10.0/Grain.Simulation");

    /// <summary>Makes it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be built.</exception>
    public static async Task<MutatedCopy> MakeAsync(IReadOnlyList<Mutation> mutations)
    {
        var copy = new MutatedCopy();
        foreach (var file in Directory.GetFiles(Root)) File.Copy(file, Path.Combine(copy.folder, Path.GetFileName(file)));
        foreach (var part in Copied) CopyFolder(Path.Combine(Root, part), Path.Combine(copy.folder, part));
        foreach (var mutation in mutations)
        {
            var file = Path.Combine(copy.folder, mutation.File);
            await File.WriteAllTextAsync(file, mutation.Apply(await File.ReadAllTextAsync(file)));
        }

        await File.WriteAllTextAsync(Path.Combine(copy.folder, "functions/SimulatedBug.cs"), Mutation.Switch);
        await copy.BuildAsync();
        return copy;
    }

    /// <summary>The root of the sources, found from where this program lies.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task BuildAsync()
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            ArgumentList = { "build", Project, "-c", "Release", "-v", "quiet", "-nologo", "-p:RunAnalyzers=false" },
        })!;
        var told = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode != 0) throw new InvalidOperationException($"The copy with the bugs cannot be built:\n{told}");
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var inner in Directory.GetDirectories(from))
            if (!Left.Contains(Path.GetFileName(inner))) CopyFolder(inner, Path.Combine(to, Path.GetFileName(inner)));
    }

    private static string FindRoot(string from) => File.Exists(Path.Combine(from, "Grain.Functions.sln")) ? from
        : FindRoot(Path.GetDirectoryName(from) ?? throw new DirectoryNotFoundException("The sources are not around this program."));
}
