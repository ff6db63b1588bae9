using Grain.Functions.Hosting;
using Grain.Functions.Spaces;

namespace Grain.Functions.Identities;

/// <summary>The addresses that say what belongs to an identity: its aliases, and other identities that are the same person.</summary>
internal sealed class AliasesFunctions(SpaceDirectory spaces, RegisterStore store, AccountSpelling spelling)
{
    [Function("IdentitiesAddAlias")]
    public async Task<IResult> AddAliasAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/{id}/aliases")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.AliasBody, cancellationToken);
        var id = await IdAsync(space, request, cancellationToken);
        var alias = await spelling.OfAliasAsync(space.Journal, "$.alias", RegisterRequest.Address("$.alias", body.Alias), cancellationToken);
        var outcome = await store.ChangeAsync(space.Journal, [new AliasAdded(id, alias)], cancellationToken);
        return RegisterRequest.Answer(id, outcome, RegisterFault.AliasAlreadyOwn);
    }

    [Function("IdentitiesAddAliasById")]
    public Task<IResult> AddAliasByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/aliases")] HttpRequest request, CancellationToken cancellationToken) =>
        AddAliasAsync(request, cancellationToken);

    [Function("IdentitiesRemoveAlias")]
    public async Task<IResult> RemoveAliasAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/{id}/aliases/remove")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.AliasBody, cancellationToken);
        var id = await IdAsync(space, request, cancellationToken);
        var alias = await spelling.OfAsync(space.Journal, RegisterRequest.Address("$.alias", body.Alias), cancellationToken);
        return RegisterRequest.Answer(id, await store.ChangeAsync(space.Journal, [new AliasRemoved(id, alias)], cancellationToken));
    }

    [Function("IdentitiesRemoveAliasById")]
    public Task<IResult> RemoveAliasByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/aliases/remove")] HttpRequest request, CancellationToken cancellationToken) =>
        RemoveAliasAsync(request, cancellationToken);

    [Function("IdentitiesMerge")]
    public async Task<IResult> MergeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/{id}/merge")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.MergeBody, cancellationToken);
        var into = await IdAsync(space, request, cancellationToken);
        var target = await spelling.OfAsync(space.Journal, RegisterRequest.Address("$.target", body.Target), cancellationToken);
        var outcome = await store.ChangeAsync(space.Journal, [new IdentitiesMerged(into, target)], cancellationToken);
        // The same merge again is done already; the opposite one, or one by way of others, is a mistake.
        var again = outcome.Register.IsMerged(target, into);
        return RegisterRequest.Answer(into, outcome, again ? RegisterFault.AlreadyMerged : null);
    }

    [Function("IdentitiesMergeById")]
    public Task<IResult> MergeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/merge")] HttpRequest request, CancellationToken cancellationToken) =>
        MergeAsync(request, cancellationToken);

    [Function("IdentitiesUnmerge")]
    public async Task<IResult> UnmergeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/{id}/unmerge")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.UnmergeBody, cancellationToken);
        var address = await IdAsync(space, request, cancellationToken);
        var register = await store.ReadAsync(space.Journal, cancellationToken);
        var id = register.Identities.ContainsKey(address) ? address : register.OwnerOf(address);
        return RegisterRequest.Answer(id, await store.ChangeAsync(space.Journal, [new MergeUndone(id, body.Name)], cancellationToken), RegisterFault.NotMerged);
    }

    [Function("IdentitiesUnmergeById")]
    public Task<IResult> UnmergeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/identities/unmerge")] HttpRequest request, CancellationToken cancellationToken) =>
        UnmergeAsync(request, cancellationToken);

    private Task<string> IdAsync(Space space, HttpRequest request, CancellationToken cancellationToken) =>
        spelling.OfAsync(space.Journal, RegisterRequest.Address("id", request.IdOf("id")), cancellationToken);
}
