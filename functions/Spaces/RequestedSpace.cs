using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Hosting.Telemetry;
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

/// <summary>The space that a request or message is about.</summary>
internal static class RequestedSpaceExtensions
{
    /// <summary>The space that a request's path names, for what the request does with it.</summary>
    /// <exception cref="ProblemException">404: there is none. 410: it was deleted. 409: it is archived, and the request would write.
    /// </exception>
    public static async Task<Space> OfRequestAsync(this SpaceDirectory spaces, HttpRequest request, CancellationToken cancellation,
        bool fresh = false)
    {
        var space = await spaces.NamedAsync(request, fresh, cancellation);
        var reads = request.HttpContext.Features.Get<ApiDoor>()?.ReadsOnly ?? !IsWriting(request.Method);
        return space.ArchivedAt is not { } since || reads ? space
            : throw new ProblemException(Problem.Archived(string.Create(CultureInfo.InvariantCulture,
                $"The space '{space.Name}' is archived since {since:u}: it is read only, and nothing was taken. "
                    + $"PATCH /api/spaces/{space.Name} with {{\"archived\":false}} opens it again; then send this again.")));
    }

    /// <summary>The space that a request's path names, whatever may be done with it.</summary>
    /// <exception cref="ProblemException">404: there is none. 410: it was deleted.</exception>
    public static async Task<Space> NamedAsync(
        this SpaceDirectory spaces, HttpRequest request, bool fresh, CancellationToken cancellation)
    {
        var name = request.PathValue("space");
        var space = await spaces.LookAsync(name, fresh, cancellation)
            ?? throw new ProblemException(Problem.NoSpace(name));
        space.RefuseIfDeleted();
        return space;
    }

    /// <summary>
    /// The space that a message is for; <see langword="null"/> if it was deleted meanwhile, so that there is nothing to do. One that is
    /// archived takes what was sent before.
    /// </summary>
    /// <param name="spaces">The spaces.</param>
    /// <param name="name">The name that the message has.</param>
    /// <param name="what">What the message wants of it, for whoever reads that there is none.</param>
    /// <param name="log">Told that the message is dropped.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="fresh">Read it now instead of taking a copy that may be two seconds old.</param>
    /// <exception cref="InvalidDataException">There never was one: the message is somebody's mistake, and is put aside.</exception>
    public static async Task<Space?> OfMessageAsync(
        this SpaceDirectory spaces, string? name, string what, ILogger log, CancellationToken cancellation, bool fresh = false)
    {
        if (name is null) throw new InvalidDataException($"The message names no space {what}."); // others may write to the queue, too
        var space = await spaces.LookAsync(name, fresh, cancellation)
            ?? throw new InvalidDataException($"There is no space '{name}' {what}.");
        if (space.Deletion is null) return space;
        log.LogInformation(LogEvents.SpaceGone, "{Space}: a message is dropped: the space was deleted", name);
        return null;
    }

    /// <summary>Ends a request that names a space which was deleted.</summary>
    /// <exception cref="ProblemException">410: it was deleted.</exception>
    public static void RefuseIfDeleted(this Space space)
    {
        if (space.Deletion is not { } end) return;
        var since = string.Create(CultureInfo.InvariantCulture, $"The space '{space.Name}' was deleted on {end.At:u}");
        throw new ProblemException(Problem.Gone(end.GoneAt is null
            ? $"{since}; what it held is being removed. Its name stays taken: choose another for a new space."
            : $"{since}. Its name stays taken: choose another for a new space."));
    }

    private static bool IsWriting(string method) =>
        !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method));
}
