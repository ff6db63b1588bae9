using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Grants;

/// <summary>What the API document says of the slice's addresses.</summary>
internal static class GrantsDescription
{
    private const string Tag = "Grants";

    /// <summary>A grant as it is sent: the reader has defaults for some of what every stored one has.</summary>
    private static readonly ApiShape Sent = Shape.Taken(GrantJson.Default.Grant, required: ["grantId", "contributor", "amount", "grantedAt"]);

    public static ApiOperation Append() => new ApiOperation(Tag, "appendGrants", "Counts a grant, an array of grants, or a stream of them")
        .Says("A grant counts once, however often it is sent. An array is refused as a whole when one of its grants is malformed; a stream is answered line by line.")
        .Takes(Shape.OneOrMany(Sent, GrantReader.GrantsMax))
        .Takes(Sent, ApiContent.Lines)
        .Answers(201, "One grant, counted now.", Shape.Of(GrantJson.Default.GrantAnswer))
        .Answers(200, "One grant that was counted before; or an outcome for each of an array, in order.", Shape.OneOf(Shape.Of(GrantJson.Default.GrantAnswer), Shape.Of(GrantJson.Default.GrantAnswers)))
        .Answers(200, "", Shape.Of(GrantJson.Default.GrantLineAnswer), ApiContent.Lines)
        .Refuses(409, "One grant whose id was used before with other content.");

    public static ApiOperation Read() => new ApiOperation(Tag, "listGrants", "A contributor's grants, oldest first")
        .Needs("contributor", "Whose.")
        .Query("after", "The `next` of the page before.", 0)
        .Limit(GrantsFunctions.PageDefault, GrantsFunctions.PageMax)
        .Answers(200, "A page.", Shape.Of(GrantJson.Default.GrantPage));

    public static ApiOperation Prove() => new ApiOperation(Tag, "getContributorProof", "A contributor's hash chain, to be checked without Grain")
        .Path("id", "The contributor id, escaped as one path segment.")
        .Query("after", "The `next` of the page before.", 0)
        .Limit(ContributorProofFunctions.PageMax, ContributorProofFunctions.PageMax)
        .Answers(200, "A page of the chain.", Shape.Of(GrantJson.Stored.ProofPage));

    public static ApiOperation ListHeld() => new ApiOperation(Tag, "listQuarantine", "The people whose grants are held, or who were turned away")
        .Answers(200, "At most a thousand of them.", Shape.Of(GuardJson.Default.QuarantineAnswer));

    public static ApiOperation Release() => Decision("releaseFromQuarantine", "Releases a person: what was held becomes grants");

    public static ApiOperation Reject() => Decision("rejectFromQuarantine", "Turns a person away: what is held and what comes gives no points");

    private static ApiOperation Decision(string id, string summary) => new ApiOperation(Tag, id, summary)
        .Path("person", "The contributor id, escaped as one path segment.")
        .Answers(200, "It is decided.", Shape.Of(GuardJson.Default.ReleaseAnswer))
        .Refuses(409, "The person's state does not allow it.");
}
