using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Storage.Formats;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Health;

/// <summary>
/// Stands before every function that may write: refuses to work on storage of a newer version. A message that this version cannot read, or
/// cannot count because of what a newer one wrote, goes back into its queue and costs no try, so that the newer version has it.
/// </summary>
internal sealed class FormatsMiddleware(
    StorageFormats formats, StorageService storage, FunctionCatalogue catalogue, ILogger<FormatsMiddleware> log)
    : IFunctionsWorkerMiddleware
{
    /// <summary>How long a message waits that went back.</summary>
    internal static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    private static readonly byte[] FormatMember = "format"u8.ToArray();

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.IsFrom(TriggerTypes.Queue))
        {
            await TakeAsync(context, next);
            return;
        }

        if (context.GetHttpContext() is { } http)
        {
            await AnswerAsync(context, http, next);
            return;
        }

        await formats.RefuseNewerAsync(context.CancellationToken);
        await next(context);
    }

    private async Task AnswerAsync(FunctionContext context, HttpContext http, FunctionExecutionDelegate next)
    {
        try
        {
            if (http.Request.Method is not ("GET" or "HEAD" or "OPTIONS")) formats.RefuseNewer();
            await next(context);
        }
        catch (Exception thrown) when (thrown.Unwrapped() is UnknownFormatException && !http.Response.HasStarted)
        {
            throw new ProblemException(Problem.NewerStorage(thrown.Unwrapped().Message));
        }
    }

    private async Task TakeAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        var queue = await catalogue.QueueOfAsync(context.FunctionDefinition.Name);
        var text = (await context.BindInputAsync<string>(context.FunctionDefinition.InputBindings.Values.First(binding =>
            binding.Type == TriggerTypes.Queue))).Value ?? "";
        try
        {
            await formats.RefuseNewerAsync(context.CancellationToken);
            RefuseNewer(queue, text);
            await next(context);
        }
        catch (Exception thrown) when (thrown.Unwrapped() is UnknownFormatException)
        {
            log.LogWarning(LogEvents.MessageOfNewerVersion,
                "A message of {Queue} went back for a newer version: {Reason}", queue, thrown.Unwrapped().Message);
            // Sent before the one at hand is let go, so none is lost.
            await storage.For("failures").Queue(queue).SendAsync(text, Wait, context.CancellationToken);
        }
    }

    private void RefuseNewer(string queue, string text)
    {
        if (StoredKinds.All.FirstOrDefault(kind => kind.Place == StoredPlace.Message && kind.Name == queue) is { } kind
            && FormatOf(text) is var format && format > kind.NewestIn(formats.Known))
            throw kind.Unknown("a message", format, formats.Known);
    }

    /// <summary>The format that a message names; 1 if it names none.</summary>
    internal static int FormatOf(string text)
    {
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return 1;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isFormat = json.ValueTextEquals(FormatMember);
                if (!json.Read()) return 1;
                if (isFormat) return json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var format) ? format : 1;
                json.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return 1; // its function says what is wrong with it
        }

        return 1;
    }
}
