namespace Grain.Functions.Access;

/// <summary>What both lists of keys do with a request: that of a space, and that of the keys for every space.</summary>
internal sealed class KeyDesk(KeyBook book, TimeProvider time)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 500;

    public async Task<IResult> ListAsync(HttpRequest request, string? space, CancellationToken cancellation)
    {
        var (after, limit, revoked) = QueryReader.Of(request, query => (
            query.Checked(query.Text("after") ?? "", "after", id => id.Length == 0 || KeyText.IsId(id),
                "must be the `next` of the page before"),
            query.Size(PageDefault, PageMax), query.Boolean("revoked") ?? false));
        var (page, more) = await book.ListAsync(space, after, limit, revoked, cancellation);
        var now = time.GetUtcNow();
        return Results.Json(new KeyListAnswer([.. page.Select(key => KeyAnswer.Of(key, now))], more ? page[^1].Id : null),
            KeyJson.Default.KeyListAnswer);
    }

    public async Task<IResult> CreateAsync(HttpRequest request, string? space, CancellationToken cancellation)
    {
        var text = KeyText.New(space);
        var wanted = await JsonBody.ReadAsync(
            request, body => KeyRequests.ReadNew(body, text, request.Caller().Name, time.GetUtcNow()), cancellation);
        await request.Act().About(text.Id).Sets("role", wanted.Role.Word()).Sets("node", wanted.Node).Sets("label", wanted.Label)
            .Sets("expiresAt", wanted.ExpiresAt).BeginAsync(cancellation);
        return Made(request, text, await book.CreateAsync(wanted, text, cancellation), StatusCodes.Status201Created);
    }

    public async Task<IResult> ChangeAsync(HttpRequest request, string? space, CancellationToken cancellation)
    {
        var change = await JsonBody.ReadAsync(request, body => KeyRequests.ReadChange(body, time.GetUtcNow()), cancellation);
        return Shown(request, await book.ChangeAsync(
            space, await BegunAsync(request, cancellation), key => Told(request, InUse(key), change), MayLockOut(request, space),
            cancellation));
    }

    public async Task<IResult> RotateAsync(HttpRequest request, string? space, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var bytes = await JsonBody.ReadBytesAsync(request, cancellation);
        var grace = default(TimeSpan);
        if (bytes.Length > 0)
        {
            using var document = SentJson.Parse(bytes);
            var body = new SentValue(document.RootElement, new FaultList());
            grace = KeyRequests.ReadGrace(body);
            body.Faults.ThrowIfAny();
        }

        var id = await BegunAsync(request, cancellation);
        var text = new KeyText(space, id, "").Renewed();
        var secret = SecretHash.Of(text.Secret);
        var rotated = KeyText.IsId(id) ? await book.ChangeAsync(space, id, key => InUse(key).Secret.IsOf(text.Secret) ? key : key with
        {
            Secret = secret,
            RotatedAt = now,
            Former = grace > TimeSpan.Zero ? (key.Secret, now + grace) : null,
        }, mayLockOut: true, cancellation) : null;
        return rotated is null ? Missing(request) : Made(request, text, rotated, StatusCodes.Status200OK);
    }

    public async Task<IResult> RevokeAsync(HttpRequest request, string? space, CancellationToken cancellation)
    {
        var revoked = (time.GetUtcNow(), request.Caller().Name);
        return Shown(request, await book.ChangeAsync(space, await BegunAsync(request, cancellation),
            key => Told(request, key, each => each.Revoked is null ? each with { Revoked = revoked, Former = null } : each),
            MayLockOut(request, space), cancellation));
    }

    private static bool MayLockOut(HttpRequest request, string? space) =>
        space is null && QueryReader.Of(request, query => query.Boolean("last") ?? false);

    /// <summary>Writes down which key is about to change, if the path names one.</summary>
    /// <returns>Its id.</returns>
    private static async Task<string> BegunAsync(HttpRequest request, CancellationToken cancellation)
    {
        var id = request.PathValue("id");
        if (KeyText.IsId(id)) await request.Act().About(id).BeginAsync(cancellation);
        return id;
    }

    private static KeyRecord Told(HttpRequest request, KeyRecord key, Func<KeyRecord, KeyRecord> change)
    {
        var next = change(key);
        request.Act().Anew().Turns("label", key.Label, next.Label).Turns("expiresAt", key.ExpiresAt, next.ExpiresAt)
            .Turns("revoked", key.Revoked is not null, next.Revoked is not null).Nothing(ReferenceEquals(next, key));
        return next;
    }

    private static KeyRecord InUse(KeyRecord key) => key.Revoked is null ? key
        : throw new ProblemException(Problem.Refused("revoked", $"The key {key.Id} was revoked, for good; make another one."));

    private IResult Shown(HttpRequest request, KeyRecord? key) => key is null ? Missing(request)
        : Results.Json(KeyAnswer.Of(key, time.GetUtcNow()), KeyJson.Default.KeyAnswer);

    private IResult Made(HttpRequest request, KeyText text, KeyRecord key, int status)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Json(new KeyMadeAnswer(text.ToString(), KeyAnswer.Of(key, time.GetUtcNow())), KeyJson.Default.KeyMadeAnswer,
            statusCode: status);
    }

    private static ProblemResult Missing(HttpRequest request) => Problem.NotFound($"There is no key '{request.PathValue("id")}' here.");
}
