using Grain.Local;

namespace Grain.Functions.Benchmarks.Hosts;

/// <summary>An app as it is published for Azure.</summary>
/// <param name="repository">Where it is put.</param>
/// <param name="project">Folder of its project.</param>
/// <param name="ahead">Compiled ahead (ReadyToRun), or as it runs.</param>
internal sealed class PublishedApp(Repository repository, string project, bool ahead)
{
    /// <summary>Where it lies.</summary>
    public string Folder => Path.Combine(repository.ArtifactsFolder, "bench-host", Path.GetFileName(project) + (ahead ? "-ahead" : "-jit"));

    /// <summary>Publishes it.</summary>
    /// <param name="again">Whether what was published the last time will do.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">It does not compile; the message says why.</exception>
    public async Task MakeAsync(bool again, CancellationToken cancellation)
    {
        if (again && File.Exists(Path.Combine(Folder, "host.json"))) return;
        await Console.Error.WriteLineAsync($"publishing {Folder} …");
        await AppPackage.PublishAsync(repository, project, Folder, ahead, selfContained: false, cancellation);
    }
}
