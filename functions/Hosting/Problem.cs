namespace Grain.Functions.Hosting;

/// <summary>
/// Makes the problem answers of the API: one method for each kind, so that a kind has one status and one title everywhere.
/// </summary>
public static class Problem
{
    /// <summary>
    /// 400: the request is not what this address takes. Name every fault, not only the first; <see cref="FaultList.Most"/> are told.
    /// </summary>
    public static ProblemResult BadRequest(IEnumerable<Fault> faults) =>
        new(StatusCodes.Status400BadRequest, "bad-request", "The request is not valid.") { Faults = FaultList.Of(faults) };

    /// <summary>400 with a single fault.</summary>
    public static ProblemResult BadRequest(string path, string message) => BadRequest([new Fault(path, message)]);

    /// <summary>400: the body is not JSON, or not JSON of the expected shape; says where.</summary>
    public static ProblemResult MalformedJson(SentException fault) =>
        new(StatusCodes.Status400BadRequest, "malformed-json", "The body is not the JSON that is expected here.")
        {
            Detail = $"{fault.Place}.",
            Faults = fault.Faults,
        };

    /// <summary>401: nothing, or nothing valid, proves who the caller is.</summary>
    public static ProblemResult Unauthorized(string detail) =>
        new(StatusCodes.Status401Unauthorized, "unauthorized", "The request does not prove who sent it.") { Detail = detail };

    /// <summary>401: no key was sent, or one that opens nothing.</summary>
    /// <param name="detail">What to do about it.</param>
    /// <param name="wasSent">Whether one was sent.</param>
    public static ProblemResult NoKey(string detail, bool wasSent) =>
        new(StatusCodes.Status401Unauthorized, "unauthorized", "The request does not prove who sent it.")
        {
            Detail = detail,
            Challenge = wasSent ? "Bearer realm=\"Grain\", error=\"invalid_token\"" : "Bearer realm=\"Grain\"",
        };

    /// <summary>403: the caller is known and may not do this.</summary>
    public static ProblemResult Forbidden(string detail) =>
        new(StatusCodes.Status403Forbidden, "forbidden", "The caller may not do this.") { Detail = detail };

    /// <summary>404: there is no such thing.</summary>
    public static ProblemResult NotFound(string detail) =>
        new(StatusCodes.Status404NotFound, "not-found", "There is no such thing.") { Detail = detail };

    /// <summary>409: it contradicts what is stored already.</summary>
    public static ProblemResult NoSpace(string name) => NotFound($"There is no space '{name}'. PUT /api/spaces/{{name}} makes one.");

    /// <summary>409.</summary>
    public static ProblemResult Conflict(string detail) =>
        new(StatusCodes.Status409Conflict, "conflict", "It contradicts what is stored already.") { Detail = detail };

    /// <summary>409: in a sealed space, it is of somebody who was erased.</summary>
    public static ProblemResult Erased(string id) => Conflict($"{id} was erased: nothing is kept of them any more.");

    /// <summary>409 with the entries concerned.</summary>
    public static ProblemResult Conflict(string detail, IEnumerable<Fault> faults) =>
        new(StatusCodes.Status409Conflict, "conflict", "It contradicts what is stored already.")
        {
            Detail = detail,
            Faults = FaultList.Of(faults)
        };

    /// <summary>409 with a kind of its own: the rules of a ledger do not allow it as things stand.</summary>
    /// <param name="kind">Which rule.</param>
    /// <param name="detail">Why.</param>
    /// <param name="path">Which part of the body it is about, if one.</param>
    public static ProblemResult Refused(string kind, string detail, string? path = null) =>
        new(StatusCodes.Status409Conflict, kind, "The ledger does not allow it.")
        {
            Detail = detail,
            Faults = path is null ? [] : [new Fault(path, detail)],
        };

    /// <summary>409: it is of somebody new, and the space has as many accounts as it may.</summary>
    public static ProblemResult TooManyAccounts(string detail) => Refused("too-many-accounts", detail);

    /// <summary>409: the space is read only.</summary>
    public static ProblemResult Archived(string detail) =>
        new(StatusCodes.Status409Conflict, "archived", "The space is archived.") { Detail = detail };

    /// <summary>410: it was deleted, and does not come back.</summary>
    public static ProblemResult Gone(string detail) =>
        new(StatusCodes.Status410Gone, "gone", "It was deleted.") { Detail = detail };

    /// <summary>428: it is too dangerous to be done to what the caller may not have seen.</summary>
    public static ProblemResult PreconditionRequired(string detail) =>
        new(StatusCodes.Status428PreconditionRequired, "precondition-required", "The request must say which version it is about.")
        {
            Detail = detail
        };

    /// <summary>412: somebody else changed it since the caller read it.</summary>
    public static ProblemResult PreconditionFailed(string detail) =>
        new(StatusCodes.Status412PreconditionFailed, "precondition-failed",
            "It was changed by somebody else in the meantime.")
        { Detail = detail };

    /// <summary>413: the body is over the cap.</summary>
    public static ProblemResult TooLarge(string detail) =>
        new(StatusCodes.Status413PayloadTooLarge, "too-large", "The request is too large.") { Detail = detail };

    /// <summary>415: the body is of a type that is not taken here.</summary>
    public static ProblemResult UnsupportedType(string detail) =>
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported-type",
            "The body is of a type that is not taken here.")
        { Detail = detail };

    /// <summary>429: a limit is reached, and there is room again after a while.</summary>
    public static ProblemResult TooMany(string detail, TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, "limit-reached", "A limit is reached.") { Detail = detail, Wait = wait };

    /// <summary>500: a fault of Grain's own; the log has the reason, the answer does not.</summary>
    public static ProblemResult Internal() =>
        new(StatusCodes.Status500InternalServerError, "internal",
            "Grain could not do this.")
        { Detail = "The reason is in the log, under the time of this answer." };

    /// <summary>503: something that Grain needs cannot be reached.</summary>
    public static ProblemResult Unavailable(string detail, IEnumerable<Fault>? faults = null) =>
        new(StatusCodes.Status503ServiceUnavailable, "unavailable", "Something that Grain needs cannot be reached.")
        {
            Detail = detail,
            Wait = TimeSpan.FromSeconds(5),
            Faults = FaultList.Of(faults ?? [])
        };

    /// <summary>503: what is stored is of a newer version. Another instance of the app may be that one already.</summary>
    public static ProblemResult NewerStorage(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, NewerStorageKind, "A newer version of Grain wrote what is needed here.")
        {
            Detail = detail,
            Wait = TimeSpan.FromMinutes(1),
        };

    /// <summary>The kind of that.</summary>
    internal const string NewerStorageKind = "newer-storage";

    /// <summary>What the server refused itself, such as a body that broke off.</summary>
    internal static ProblemResult Refused(BadHttpRequestException refused) =>
        new(refused.StatusCode, "bad-request", "The request is not valid.") { Detail = refused.Message };
}
