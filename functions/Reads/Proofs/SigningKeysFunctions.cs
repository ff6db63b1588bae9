using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Checkpoints;

namespace Grain.Functions.Reads.Proofs;

/// <summary>The keys with which a space signs its epochs: <c>/api/spaces/{space}/signing-keys</c>.</summary>
internal sealed class SigningKeysFunctions(SigningKeys keys)
{
    private static ApiOperation List => new ApiOperation("Proofs", "The keys with which the space signs its epochs, oldest first")
        .Published(Role.Reader)
        .Answers(200, "The public keys, each signed by the one before; none before the first epoch is signed.",
            ProofsJson.Stored.SigningKeysAnswer);

    [Function("SigningKeysList"), Operation("listSigningKeys", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/signing-keys")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Results.Json(
            new SigningKeysAnswer(space.Name, [.. (await keys.ListAsync(space.Name, cancellation)).Select(SigningKeyAnswer.Of)]),
            ProofsJson.Stored.SigningKeysAnswer);
    }

    private static ApiOperation Rotate => new ApiOperation("Proofs", "Gives the space a new key to sign epochs with")
        .For(Role.Admin)
        .Says("The key before signs the new one and is deleted. If it cannot be opened, the new one signs itself, and everybody sees that.")
        .Answers(201, "The new key.", ProofsJson.Stored.SigningKeyAnswer);

    [Function("SigningKeysRotate"), Operation("rotateSigningKey", nameof(Rotate))]
    public async Task<IResult> RotateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/signing-keys")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var head = await keys.ReadHeadAsync(space.Name, cancellation);
        await request.Act().Turns("keys", head.Keys, head.Keys + 1).BeginAsync(cancellation);
        var made = SigningKeyAnswer.Of(await keys.RotateAsync(space.Name, cancellation));
        return Results.Json(made, ProofsJson.Stored.SigningKeyAnswer, statusCode: StatusCodes.Status201Created);
    }
}
