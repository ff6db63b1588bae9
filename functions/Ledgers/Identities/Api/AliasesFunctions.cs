using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>The addresses that say what belongs to an identity: its aliases, and other identities that are the same person.</summary>
internal sealed class AliasesFunctions(RegisterStore store, AccountSpelling spelling)
{
    private static ApiOperation AddAlias => IdentitiesFunctions.Change("Lets an alias mean the identity")
        .Takes(IdentityJson.Default.AliasBody, "alias");

    [Function("IdentitiesAddAlias"), Operation("addAlias", nameof(AddAlias))]
    public async Task<IResult> AddAliasAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/identities/{*id:regex(^(?<id>.+)/aliases/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.AliasBody, cancellation);
        var id = await IdAsync(space, request, cancellation);
        var alias = await spelling.OfAliasAsync(space.Journal, "$.alias", RegisterRequest.Address("$.alias", body.Alias), cancellation);
        var outcome = await store.ChangeAsync(request, space, id, [new AliasAdded(id, alias)], cancellation);
        return RegisterRequest.Answer(id, outcome, RegisterFault.AliasAlreadyOwn);
    }

    [Function("IdentitiesAddAliasById"), Operation("addAliasById", nameof(AddAlias))]
    public Task<IResult> AddAliasByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/identities/aliases")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        AddAliasAsync(request, space, cancellation);

    private static ApiOperation RemoveAlias => IdentitiesFunctions.Change("Lets an alias stand for itself again")
        .Takes(IdentityJson.Default.AliasBody, "alias");

    [Function("IdentitiesRemoveAlias"), Operation("removeAlias", nameof(RemoveAlias))]
    public async Task<IResult> RemoveAliasAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/identities/{*id:regex(^(?<id>.+)/aliases/remove/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.AliasBody, cancellation);
        var id = await IdAsync(space, request, cancellation);
        var alias = await spelling.OfAsync(space.Journal, RegisterRequest.Address("$.alias", body.Alias), cancellation);
        return RegisterRequest.Answer(id, await store.ChangeAsync(request, space, id, [new AliasRemoved(id, alias)], cancellation));
    }

    [Function("IdentitiesRemoveAliasById"), Operation("removeAliasById", nameof(RemoveAlias))]
    public Task<IResult> RemoveAliasByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/identities/aliases/remove")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        RemoveAliasAsync(request, space, cancellation);

    private static ApiOperation Merge => IdentitiesFunctions.Change("Merges another identity into this one")
        .Takes(IdentityJson.Default.MergeBody, "target");

    [Function("IdentitiesMerge"), Operation("mergeIdentity", nameof(Merge))]
    public async Task<IResult> MergeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/identities/{*id:regex(^(?<id>.+)/merge/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.MergeBody, cancellation);
        var into = await IdAsync(space, request, cancellation);
        var target = await spelling.OfAsync(space.Journal, RegisterRequest.Address("$.target", body.Target), cancellation);
        var outcome = await store.ChangeAsync(request, space, into, [new IdentitiesMerged(into, target)], cancellation);
        // The same merge again is done already; the opposite one, or one by way of others, is a mistake.
        var again = outcome.Register.IsMerged(target, into);
        return RegisterRequest.Answer(into, outcome, again ? RegisterFault.AlreadyMerged : null);
    }

    [Function("IdentitiesMergeById"), Operation("mergeIdentityById", nameof(Merge))]
    public Task<IResult> MergeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/identities/merge")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        MergeAsync(request, space, cancellation);

    private static ApiOperation Unmerge => IdentitiesFunctions.Change("Undoes the merge of this identity into another")
        .Takes(IdentityJson.Default.UnmergeBody);

    [Function("IdentitiesUnmerge"), Operation("unmergeIdentity", nameof(Unmerge))]
    public async Task<IResult> UnmergeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/identities/{*id:regex(^(?<id>.+)/unmerge/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(request, IdentityJson.Default.UnmergeBody, cancellation);
        var address = await IdAsync(space, request, cancellation);
        var register = await store.ReadAsync(space.Journal, cancellation);
        var id = register.Identities.ContainsKey(address) ? address : register.OwnerOf(address);
        var name = await spelling.Vault.NameAsync(space.Journal, id, body.Name, cancellation);
        return RegisterRequest.Answer(id, await store.ChangeAsync(request, space, id, [new MergeUndone(id, name)], cancellation),
            RegisterFault.NotMerged);
    }

    [Function("IdentitiesUnmergeById"), Operation("unmergeIdentityById", nameof(Unmerge))]
    public Task<IResult> UnmergeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/identities/unmerge")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        UnmergeAsync(request, space, cancellation);

    private Task<string> IdAsync(Space space, HttpRequest request, CancellationToken cancellation) =>
        spelling.OfAsync(space.Journal, RegisterRequest.Address("id", request.IdOf("id")), cancellation);
}
