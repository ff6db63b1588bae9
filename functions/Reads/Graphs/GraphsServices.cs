namespace Grain.Functions.Reads.Graphs;

/// <summary>What the slice adds to the app.</summary>
internal static class GraphsServices
{
    /// <summary>About two graphs of a million edges.</summary>
    private const long SendingBytesMax = 256L << 20;

    public static IServiceCollection AddGraphs(this IServiceCollection services) =>
        services.AddSingleton<GraphReader>().AddSingleton(new SendingRoom(SendingBytesMax));
}
