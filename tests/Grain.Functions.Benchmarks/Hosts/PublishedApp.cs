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
    /// <exception cref="InvalidOperationException">It does not compile; the message says why.</exception>
    public async Task MakeAsync(CancellationToken cancellation)
    {
        await Console.Error.WriteLineAsync($"publishing {Folder} …");
        await AppPackage.PublishAsync(repository, project, Folder, ahead, selfContained: false, cancellation);
    }
}
