namespace Grain.Functions.Hosting;

/// <summary>Something that must be reachable for Grain to do its work.</summary>
/// <param name="Name">What it is called towards callers.</param>
/// <param name="Check">Throws if it is not reachable; cheap, since it runs at every readiness request.</param>
public sealed record ReadinessCheck(string Name, Func<CancellationToken, Task> Check);
