using Microsoft.Azure.Functions.Worker.Converters;

namespace Grain.Functions.Spaces;

/// <summary>
/// Fills the parameter <see cref="Space"/> of functions that are called by requests: the space that the path names, at most two seconds
/// old. 404 if there is none.
/// </summary>
internal sealed class RequestedSpace(SpaceDirectory spaces) : IInputConverter
{
    /// <inheritdoc/>
    public async ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
        context.TargetType == typeof(Space) && context.FunctionContext.GetHttpContext() is { Request: var request }
            ? ConversionResult.Success(await spaces.OfRequestAsync(request, context.FunctionContext.CancellationToken))
            : ConversionResult.Unhandled();
}

/// <summary>The space that a request is about, for functions that need it as it is now.</summary>
internal static class RequestedSpaceExtensions
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
