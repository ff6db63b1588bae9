using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Writing;
using Microsoft.OpenApi;

namespace Grain.Functions.SourceCred;

/// <summary>The slice's address: <c>/api/spaces/{space}/import/sourcecred</c>.</summary>
internal sealed class SourceCredFunctions(InstanceImport import, LedgerImport ledgers, StorageService storage)
{
    /// <summary>The host holds bodies in memory: what is larger comes as a blob.</summary>
    internal const int ArchiveBytesMax = 25 << 20;

    private const int NameLengthMax = 200;
    private const string Bytes = "application/octet-stream";

    private readonly Container container = storage.For("sourcecred").Container("grain");

    private static ApiOperation Import =>
        new ApiOperation("SourceCred", "Brings an instance of SourceCred in; what is there already stays, and what is new is added")
        .Says("The body is a zip or tar of the instance's folder, gzipped or not, of at most 25 MiB; no form. A larger one is "
            + "put into storage first, as a blob below `{space}/imports/` of the container `grain`, and named; the body is empty then. "
            + "Where an import ends before its time, the same request goes on from there.")
        .For(Role.Admin)
        .Query<bool>("dryRun", "Only look at it, and write nothing.")
        .Query<bool>("lenient", "Pass over events that SourceCred would refuse, and list them.")
        .Query("blob", "The name of a blob below `{space}/imports/`, instead of a body.")
        .Takes(_ => new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" }, Bytes, required: false)
        .Answers(200, "What was found and done.", SourceCredJson.Default.ImportReport.InGrain());

    private static ApiOperation Abandon =>
        new ApiOperation("SourceCred", "Says that nobody goes on with an import that was cut off, so that epochs wait no longer")
        .Says("What is written stays. Of the events that were being written some may have moved their grain and some not; the same ledger "
            + "can still be imported, and then the rest moves.")
        .For(Role.Admin)
        .Answers(200, "Epochs go on.", SourceCredJson.Default.AbandonedImport)
        .Refuses(404, "None was cut off.");

    [Function("SourceCredImport"), Operation("importSourceCred", nameof(Import))]
    public async Task<IResult> ImportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/import/sourcecred")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (choice, blob) = QueryReader.Of(request, query => (
            new ImportChoice(query.Boolean("lenient") == true, query.Boolean("dryRun") == true),
            query.Checked(query.Text("blob"), "blob", name => name is not { Length: > NameLengthMax } && name?.Contains("..") != true,
                $"must be a name of at most {NameLengthMax} characters")));
        request.LimitBody(ArchiveBytesMax);
        try
        {
            await using Stream? sent = blob is null ? new MemoryStream(await JsonBody.ReadBytesAsync(request, cancellation))
                : await CopyOfAsync($"{space.Name}/imports/{blob}", cancellation);
            if (sent is null) return Problem.BadRequest("blob", $"there is no blob {space.Name}/imports/{blob}");
            await using var archive = InstanceArchive.Unzipped(sent);
            var files = InstanceArchive.Open(blob ?? "the archive", archive);
            if (!choice.DryRun) await request.Act().Sets("lenient", choice.Lenient).BeginAsync(cancellation);
            var report = await import.RunAsync(space, files, choice, null, cancellation);
            request.Act().Anew().Sets("events", report.Ledger.New).Nothing(choice.DryRun || report.Ledger.New == 0);
            return Results.Json(report, SourceCredJson.Default.ImportReport.InGrain(space.Config.Token.Decimals));
        }
        catch (InstanceException fault)
        {
            return Problem.BadRequest("$", fault.Message);
        }
    }

    [Function("SourceCredAbandon"), Operation("abandonSourceCredImport", nameof(Abandon))]
    public async Task<IResult> AbandonAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/spaces/{space}/import/sourcecred")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        await request.Act().BeginAsync(cancellation);
        if (await ledgers.AbandonAsync(space.Journal, cancellation) is { } there)
            return Results.Json(new AbandonedImport(space.Name, there.Events, there.Settled), SourceCredJson.Default.AbandonedImport);
        request.Act().Nothing();
        return Problem.NotFound($"No import into the space '{space.Name}' was cut off.");
    }

    /// <summary>A blob as a file that is gone when it is closed; <see langword="null"/> if there is none.</summary>
    private async Task<Stream?> CopyOfAsync(string name, CancellationToken cancellation) =>
        (await container.ReadAsync(name, async (content, token) =>
        {
            var copy = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16,
                FileOptions.DeleteOnClose | FileOptions.Asynchronous);
            await content.CopyToAsync(copy, token);
            return (Copy: copy, copy.Length);
        }, cancellation))?.Copy;
}
