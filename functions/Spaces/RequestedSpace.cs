namespace Grain.Functions.Spaces;

/// <summary>The space that a request is about.</summary>
internal static class RequestedSpace
{
    /// <summary>The space that a request's path names.</summary>
    /// <exception cref="ProblemException">404: there is none.</exception>
    public static async Task<Space> OfRequestAsync(this SpaceDirectory spaces, HttpRequest request, CancellationToken cancellation,
        bool fresh = false)
    {
        var name = request.PathValue("space");
        return await spaces.FindAsync(name, fresh, cancellation)
            ?? throw new ProblemException(Problem.NotFound($"There is no space '{name}'. PUT /api/spaces/{{name}} makes one."));
    }
}
