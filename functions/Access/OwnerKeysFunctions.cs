using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Access;

/// <summary>
/// The keys that open everything: <c>/api/keys</c>.
/// </summary>
internal sealed class OwnerKeysFunctions(KeyDesk desk)
{
    private static ApiOperation List => KeyOperations.List("The keys for every space").For(Role.Owner);

    [Function("OwnerKeysList"), Operation("listOwnerKeys", nameof(List))]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/keys")] HttpRequest request,
        CancellationToken cancellation) =>
        desk.ListAsync(request, space: null, cancellation);

    private static ApiOperation Create => KeyOperations.Create("Makes a key for every space", isOfSpace: false).For(Role.Owner);

    [Function("OwnerKeysCreate"), Operation("createOwnerKey", nameof(Create))]
    public Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/keys")] HttpRequest request,
        CancellationToken cancellation) =>
        desk.CreateAsync(request, space: null, cancellation);

    private static ApiOperation Change =>
        KeyOperations.Change("Gives a key for every space another label or expiry").For(Role.Owner).OrLast();

    [Function("OwnerKeysChange"), Operation("patchOwnerKey", nameof(Change))]
    public Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/keys/{id}")] HttpRequest request,
        CancellationToken cancellation) =>
        desk.ChangeAsync(request, space: null, cancellation);

    private static ApiOperation Rotate => KeyOperations.Rotate("Gives a key for every space a new secret").For(Role.Owner);

    [Function("OwnerKeysRotate"), Operation("rotateOwnerKey", nameof(Rotate))]
    public Task<IResult> RotateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/keys/{id}/rotate")] HttpRequest request,
        CancellationToken cancellation) =>
        desk.RotateAsync(request, space: null, cancellation);

    private static ApiOperation Revoke => KeyOperations.Revoke("Takes a key for every space back").For(Role.Owner).OrLast();

    [Function("OwnerKeysRevoke"), Operation("revokeOwnerKey", nameof(Revoke))]
    public Task<IResult> RevokeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/keys/{id}")] HttpRequest request,
        CancellationToken cancellation) =>
        desk.RevokeAsync(request, space: null, cancellation);
}
