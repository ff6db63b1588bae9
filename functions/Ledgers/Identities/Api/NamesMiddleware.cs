using Grain.Functions.Ledgers.Identities.Sealing;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>
/// In sealed spaces, opens names and words in all that is answered over HTTP, but for what strangers verify: that tells the opaque ids that
/// the hashes cover.
/// </summary>
internal sealed class NamesMiddleware(SpaceDirectory spaces, PeopleVault vault) : IFunctionsWorkerMiddleware
{
    /// <summary>What is answered as it is stored.</summary>
    public static IReadOnlySet<string> Opaque { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "ContributorsProve", "ContributorsProveById", "EpochsReadStatement", "IdentitiesReadMap",
        "ProofsReadCheckpoint", "ProofsProveGrant", "ProofsProvePayment", "ProofsProveAccount", "ProofsProveHistory",
    };

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http =
            context.GetHttpContext() ?? throw new InvalidOperationException($"{context.FunctionDefinition.Name} has no HTTP request.");
        if (Opaque.Contains(context.FunctionDefinition.Name)
            || http.Request.RouteValues["space"] is not string name
            || await spaces.LookAsync(name, fresh: false, context.CancellationToken) is not { IsSealed: true })
        {
            await next(context);
            return;
        }

        SealedWords.AreOpened();
        var (response, body) = (http.Response, http.Response.Body);
        var opening = new OpeningStream(body, () => FormOf(response.ContentType) is { } form ? new OpenedNames(vault, name, form) : null);
        response.Body = opening;
        response.OnStarting(() =>
        {
            response.ContentLength = null; // names have other lengths than ids
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
            if (http.RequestAborted.IsCancellationRequested) return; // half of an answer stays half
            await response.BodyWriter.FlushAsync(http.RequestAborted);
            await opening.EndAsync(http.RequestAborted);
        }
        finally
        {
            response.Body = body;
        }
    }

    private static NameForm? FormOf(string? type) => type switch
    {
        null => null,
        _ when type.Contains("json", StringComparison.OrdinalIgnoreCase) => NameForm.Json,
        _ when type.Contains("xml", StringComparison.OrdinalIgnoreCase) => NameForm.Xml,
        _ when type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) => NameForm.Csv,
        _ => null,
    };
}
