using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Storage.Formats;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Grain.Functions.Health;

/// <summary>
/// Stands before every function: what may write waits until the storage's format is read, and is refused on one of a newer version. A
/// message that this version cannot read, or cannot count because of what a newer one wrote, goes back into its queue and costs no try, so
/// that the newer version has it.
/// </summary>
internal sealed class FormatsMiddleware(
    StorageFormats formats, StorageService storage, FunctionCatalogue catalogue, ILogger<FormatsMiddleware> log)
    : IFunctionsWorkerMiddleware
{
    /// <summary>How long a message waits that went back.</summary>
    internal static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    private static readonly byte[] FormatMember = "format"u8.ToArray();

    /// <summary>What was told at its rank; each kind is told once.</summary>
    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.IsFrom(TriggerTypes.Queue) ? TakeAsync(context, next)
        : context.GetHttpContext() is { } http ? AnswerAsync(context, http, next)
        : FireAsync(context, next);

    private async Task AnswerAsync(FunctionContext context, HttpContext http, FunctionExecutionDelegate next)
    {
        try
        {
            if (http.Request.Method is not ("GET" or "HEAD" or "OPTIONS")) await formats.RefuseNewerAsync(context.CancellationToken);
            await next(context);
        }
        catch (Exception thrown) when (thrown.Unwrapped() is UnknownFormatException newer && !http.Response.HasStarted)
        {
            Tell(newer, "requests", LogLevel.Error, LogEvents.StorageIsNewer, "Requests are refused");
            throw new ProblemException(Problem.NewerStorage(newer.Message));
        }
    }

    /// <summary>A timer whose time it is not passes it by; what it meets in a space is in the log under the space's name.</summary>
    private async Task FireAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await formats.RefuseNewerAsync(context.CancellationToken);
        }
        catch (UnknownFormatException newer)
        {
            Tell(newer, "timers", LogLevel.Error, LogEvents.StorageIsNewer, "Timers do nothing");
            return;
        }

        await next(context);
    }

    private async Task TakeAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        var queue = await catalogue.QueueOfAsync(context.FunctionDefinition.Name);
        var text = (await context.BindInputAsync<string>(context.FunctionDefinition.InputBindings.Values.First(binding =>
            binding.Type == TriggerTypes.Queue))).Value ?? "";
        try
        {
            await formats.RefuseNewerAsync(context.CancellationToken);
            RefuseUnknown(queue, text);
            await next(context);
        }
        catch (Exception thrown) when (thrown.Unwrapped() is UnknownFormatException newer)
        {
            Tell(newer, queue, LogLevel.Warning, LogEvents.MessageOfNewerVersion, $"Messages of {queue} go back for a newer version");
            // Sent before the one at hand is let go, so none is lost.
            await storage.For("failures").Queue(queue).SendAsync(text, Wait, context.CancellationToken);
        }
    }

    private void RefuseUnknown(string queue, string text)
    {
        if (StoredKinds.All.FirstOrDefault(kind => kind.Place == StoredPlace.Message && kind.Name == queue) is not { } kind) return;
        var format = FormatOf(text);
        if (format < 1)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"It has format {format}: there is none."));
        if (!kind.Reads(format, formats.Known)) throw kind.Unknown("a message", format, formats.Known);
    }

    /// <summary>Tells it once of each kind; whoever looks closely sees each time.</summary>
    private void Tell(UnknownFormatException newer, string who, LogLevel level, EventId number, string words)
    {
        var isFirst = told.TryAdd($"{who}\n{newer.Kind}", true);
        log.Log(isFirst ? level : LogLevel.Debug, number, "{Words}: {Reason}", words, newer.Message);
    }

    /// <summary>The format that a message names; 1 if it names none, the greatest number for what no format can be.</summary>
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
                if (isFormat) return json.TokenType != JsonTokenType.Number ? 1 : json.TryGetInt32(out var format) ? format : int.MaxValue;
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
