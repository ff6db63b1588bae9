using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Access;

/// <summary>
/// The keys of a space: <c>/api/spaces/{space}/keys</c>. Who may do everything in it makes keys that may do as much at most.
/// </summary>
internal sealed class KeysFunctions(KeyDesk desk, SpaceDirectory spaces)
{
    private static ApiOperation List => KeyOperations.List("The keys of the space").For(Role.Admin);

    [Function("KeysList"), Operation("listKeys", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/keys")] HttpRequest request,
        CancellationToken cancellation) =>
        await desk.ListAsync(request, await NameOfAsync(request, cancellation), cancellation);

    private static ApiOperation Create => KeyOperations.Create("Makes a key of the space", isOfSpace: true).For(Role.Admin);

    [Function("KeysCreate"), Operation("createKey", nameof(Create))]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/keys")] HttpRequest request,
        CancellationToken cancellation) =>
        await desk.CreateAsync(request, await NameOfAsync(request, cancellation), cancellation);

    private static ApiOperation Change => KeyOperations.Change("Gives a key of the space another label or expiry").For(Role.Admin);

    [Function("KeysChange"), Operation("patchKey", nameof(Change))]
    public async Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/spaces/{space}/keys/{id}")] HttpRequest request,
        CancellationToken cancellation) =>
        await desk.ChangeAsync(request, await NameOfAsync(request, cancellation), cancellation);

    private static ApiOperation Rotate => KeyOperations.Rotate("Gives a key of the space a new secret").For(Role.Admin);

    [Function("KeysRotate"), Operation("rotateKey", nameof(Rotate))]
    public async Task<IResult> RotateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/keys/{id}/rotate")] HttpRequest request,
        CancellationToken cancellation) =>
        await desk.RotateAsync(request, await NameOfAsync(request, cancellation), cancellation);

    private static ApiOperation Revoke => KeyOperations.Revoke("Takes a key of the space back").For(Role.Admin);

    [Function("KeysRevoke"), Operation("revokeKey", nameof(Revoke))]
    public async Task<IResult> RevokeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/spaces/{space}/keys/{id}")] HttpRequest request,
        CancellationToken cancellation) =>
        await desk.RevokeAsync(request, await NameOfAsync(request, cancellation), cancellation);

    /// <summary>Keys are taken back in an archived space, too.</summary>
    private async Task<string> NameOfAsync(HttpRequest request, CancellationToken cancellation) =>
        (await spaces.NamedAsync(request, fresh: false, cancellation)).Name;
}
