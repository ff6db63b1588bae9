using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>What the API document says of the slice's addresses.</summary>
internal static class IdentitiesDescription
{
    private const string Tag = "Identities";
    private const string NotAllowed = "The register does not allow it; `type` says why.";

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["IdentitiesList"] = List,
        ["IdentitiesReadHistory"] = ReadHistory,
        ["IdentitiesReadMap"] = ReadMap,
        ["IdentitiesListClaims"] = ListClaims,
        ["IdentitiesClaim"] = Claim,
        ["IdentitiesConfirmClaim"] = Confirm,
        ["IdentitiesRejectClaim"] = Reject,
        ["IdentitiesRead"] = ReadOne,
        ["IdentitiesPut"] = Put,
        ["IdentitiesPutById"] = () => Put().Named("putIdentityById"),
        ["IdentitiesAddAlias"] = AddAlias,
        ["IdentitiesAddAliasById"] = () => AddAlias().Named("addAliasById"),
        ["IdentitiesRemoveAlias"] = RemoveAlias,
        ["IdentitiesRemoveAliasById"] = () => RemoveAlias().Named("removeAliasById"),
        ["IdentitiesMerge"] = Merge,
        ["IdentitiesMergeById"] = () => Merge().Named("mergeIdentityById"),
        ["IdentitiesUnmerge"] = Unmerge,
        ["IdentitiesUnmergeById"] = () => Unmerge().Named("unmergeIdentityById"),
        ["IdentitiesSetPayoutAddress"] = SetPayoutAddress,
        ["IdentitiesSetPayoutAddressById"] = () => SetPayoutAddress().Named("setPayoutAddressById"),
    };

    private static ApiOperation List() =>
        new ApiOperation(Tag, "listIdentities", "The identities of a space, in the order of their ids; or whom an id means")
        .Query("id", "An id or alias: the answer is whom it means.")
        .Query("after", "The `next` of the page before.")
        .Limit(IdentitiesFunctions.PageDefault, IdentitiesFunctions.PageMax)
        .Answers(200, "A page, or the identity.",
            Shape.OneOf(Shape.Of(IdentityJson.Default.IdentityListAnswer), Shape.Of(IdentityJson.Default.IdentityAnswer)));

    private static ApiOperation ReadHistory() => new ApiOperation(Tag, "listIdentityChanges", "Every change of the register, oldest first")
        .Query<long>("after", "The `next` of the page before.", 0)
        .Limit(IdentitiesFunctions.PageDefault, IdentitiesFunctions.PageMax)
        .Answers(200, "A page.", Shape.Of(IdentityJson.Default.HistoryAnswer));

    private static ApiOperation ReadMap() =>
        new ApiOperation(Tag, "getIdentityMap", "Who is who now, byte for byte as an epoch would pin it")
        .Answers(200, "The map; docs/storage-format.md has its form.", Shape.Json("""{"type":"object"}"""), ApiMedia.Json, ApiHeader.ETag);

    private static ApiOperation ListClaims() => new ApiOperation(Tag, "listClaims", "Claims of aliases that wait to be settled")
        .Answers(200, "The claims.", Shape.Of(IdentityJson.Default.ClaimListAnswer));

    private static ApiOperation Claim() =>
        new ApiOperation(Tag, "claimAlias", "Says that an alias is somebody's; gives the code to show there")
        .Takes(Shape.Taken(IdentityJson.Default.ClaimBody, required: ["alias", "identity"]))
        .Answers(201, "The claim, made now.", Shape.Of(IdentityJson.Default.AliasClaim))
        .Answers(200, "The claim, made before.", Shape.Of(IdentityJson.Default.AliasClaim))
        .Refuses(409, NotAllowed);

    private static ApiOperation Confirm() => Settlement("confirmClaim", "Confirms a claim: the alias is added");

    private static ApiOperation Reject() => Settlement("rejectClaim", "Turns a claim down");

    private static ApiOperation ReadOne() => new ApiOperation(Tag, "getIdentity", "Whom an id or alias means")
        .Key("id", "An id or alias.")
        .Answers(200, "The identity; one that is not registered stands for itself.", Shape.Of(IdentityJson.Default.IdentityAnswer));

    private static ApiOperation Put() => Change("putIdentity", "Makes an identity, or makes it as it is described")
        .Takes(Shape.Taken(IdentityJson.Default.IdentityBody));

    private static ApiOperation AddAlias() => Change("addAlias", "Lets an alias mean the identity")
        .Takes(Shape.Taken(IdentityJson.Default.AliasBody, required: ["alias"]));

    private static ApiOperation RemoveAlias() => Change("removeAlias", "Lets an alias stand for itself again")
        .Takes(Shape.Taken(IdentityJson.Default.AliasBody, required: ["alias"]));

    private static ApiOperation Merge() => Change("mergeIdentity", "Merges another identity into this one")
        .Takes(Shape.Taken(IdentityJson.Default.MergeBody, required: ["target"]));

    private static ApiOperation Unmerge() => Change("unmergeIdentity", "Undoes the merge of this identity into another")
        .Takes(Shape.Taken(IdentityJson.Default.UnmergeBody));

    private static ApiOperation SetPayoutAddress() =>
        Change("setPayoutAddress", "Says where an identity is paid in a currency; nowhere without an address")
        .Takes(Shape.Taken(IdentityJson.Default.PayoutAddressBody, required: ["chainId"], without: ["address"],
            also: new() { ["address"] = TextOrNone }));

    private const string TextOrNone = """{"oneOf":[{"type":"string"},{"type":"null"}]}""";

    private static ApiOperation Change(string id, string summary) => new ApiOperation(Tag, id, summary)
        .Key("id", "The identity's id.")
        .Answers(200, "The identity as it is now; also when it was so before.", Shape.Of(IdentityJson.Default.IdentityAnswer))
        .Refuses(409, NotAllowed);

    private static ApiOperation Settlement(string id, string summary) => new ApiOperation(Tag, id, summary)
        .Path("code", "The claim's code.")
        .Answers(200, "The identity as it is now.", Shape.Of(IdentityJson.Default.IdentityAnswer))
        .Refuses(409, NotAllowed);
}
