using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Grants.Guards;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>What the API document says of the slice's addresses.</summary>
internal static class GrantsDescription
{
    private const string Tag = "Grants";

    /// <summary>A grant as it is sent: the reader has defaults for some of what every stored one has.</summary>
    private static readonly ApiShape Sent =
        Shape.Taken(GrantJson.Default.Grant, required: ["grantId", "contributor", "amount", "grantedAt"]);

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["GrantsAppend"] = Append,
        ["GrantsRead"] = Read,
        ["QuarantineList"] = ListHeld,
        ["QuarantineRelease"] = Release,
        ["QuarantineReleaseById"] = () => Release().Named("releaseFromQuarantineById"),
        ["QuarantineReject"] = Reject,
        ["QuarantineRejectById"] = () => Reject().Named("rejectFromQuarantineById"),
        ["ContributorsProve"] = Prove,
        ["ContributorsProveById"] = () => Prove().Named("getContributorProofById"),
    };

    private static ApiOperation Append() => new ApiOperation(Tag, "appendGrants", "Counts a grant, an array of grants, or a stream of them")
        .Says("A grant counts once, however often it is sent. An array is refused as a whole when one of its grants is malformed; a "
            + "stream is answered line by line.")
        .Takes(Shape.OneOrMany(Sent, GrantReader.GrantsMax))
        .Takes(Sent, ApiMedia.Lines)
        .Answers(201, "One grant, counted now.", Shape.Of(GrantAnswersJson.Default.GrantAnswer))
        .Answers(200, "One grant that was counted before; or an outcome for each of an array, in order.",
            Shape.OneOf(Shape.Of(GrantAnswersJson.Default.GrantAnswer), Shape.Of(GrantAnswersJson.Default.GrantAnswers)))
        .Answers(200, "", Shape.Of(GrantAnswersJson.Default.GrantLineAnswer), ApiMedia.Lines)
        .Refuses(409, "One grant whose id was used before with other content.");

    private static ApiOperation Read() => new ApiOperation(Tag, "listGrants", "A contributor's grants, oldest first")
        .Needs("contributor", "Whose.")
        .Query<long>("after", "The `next` of the page before.", 0)
        .Limit(GrantsFunctions.PageDefault, GrantsFunctions.PageMax)
        .Answers(200, "A page.", Shape.Of(GrantAnswersJson.Default.GrantPage));

    private static ApiOperation Prove() =>
        new ApiOperation(Tag, "getContributorProof", "A contributor's hash chain, to be checked without Grain")
        .Key("id", "The contributor id.")
        .Query<long>("after", "The `next` of the page before.", 0)
        .Limit(ContributorProofFunctions.PageMax, ContributorProofFunctions.PageMax)
        .Answers(200, "A page of the chain.", Shape.Of(GrantAnswersJson.Stored.ProofPage));

    private static ApiOperation ListHeld() =>
        new ApiOperation(Tag, "listQuarantine", "The people whose grants are held, or who were turned away")
        .Answers(200, "At most a thousand of them.", Shape.Of(GuardJson.Default.QuarantineAnswer));

    private static ApiOperation Release() => Decision("releaseFromQuarantine", "Releases a person: what was held becomes grants");

    private static ApiOperation Reject() =>
        Decision("rejectFromQuarantine", "Turns a person away: what is held and what comes gives no points");

    private static ApiOperation Decision(string id, string summary) => new ApiOperation(Tag, id, summary)
        .Key("person", "The contributor id.")
        .Answers(200, "It is decided.", Shape.Of(GuardJson.Default.ReleaseAnswer))
        .Refuses(409, "The person's state does not allow it.");
}
