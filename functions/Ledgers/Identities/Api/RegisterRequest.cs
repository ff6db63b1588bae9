namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>What the requests that change the register have in common.</summary>
internal static class RegisterRequest
{
    /// <summary>An id or alias.</summary>
    /// <exception cref="ProblemException">400: missing, or too long.</exception>
    public static string Address(string path, string? value) =>
        string.IsNullOrEmpty(value) ? throw new ProblemException(Problem.BadRequest(path, "is missing"))
        : value.Length > JournalKeys.AccountLengthMax ? throw new ProblemException(Problem.BadRequest(path,
            $"has {value.Length} characters; at most {JournalKeys.AccountLengthMax} are taken"))
        : value;

    /// <summary>Changes the register, as an act of the request.</summary>
    /// <param name="store">The registers.</param>
    /// <param name="request">The request.</param>
    /// <param name="space">The space.</param>
    /// <param name="id">Whom it is about.</param>
    /// <param name="events">What shall be written down.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<RegisterOutcome> ChangeAsync(this RegisterStore store, HttpRequest request, Space space, string id,
        IReadOnlyList<RegisterEvent> events, CancellationToken cancellation)
    {
        var act = request.Act().Anew().About(id);
        foreach (var change in events) act.Sets("change", change.GetType().Name);
        await act.BeginAsync(cancellation);
        return request.Tell(await store.ChangeAsync(space.Journal, events, cancellation));
    }

    /// <summary>Tells the act of a request whether anything changed: what is so already is none.</summary>
    public static RegisterOutcome Tell(this HttpRequest request, RegisterOutcome outcome)
    {
        request.Act().Nothing(outcome is not RegisterOutcome.Changed);
        return outcome;
    }

    /// <summary>An identity as it is after a change, or why it was not changed.</summary>
    /// <param name="id">Whom to show.</param>
    /// <param name="outcome">What became of the change.</param>
    /// <param name="done">A refusal that says that all is so already, for a request that came twice.</param>
    /// <param name="isNamed">Whether the body has <c>name</c> and <c>payoutAddress</c>.</param>
    public static IResult Answer(string id, RegisterOutcome outcome, string? done = null, bool isNamed = false) =>
        outcome is RegisterOutcome.Refused refused && refused.Kind != done
            ? Refused(refused, isNamed)
            : Results.Json(IdentityAnswer.Of(outcome.Register, id), IdentityJson.Default.IdentityAnswer);

    /// <summary>Why the register was not changed.</summary>
    /// <param name="refused">What it said.</param>
    /// <param name="isNamed">Whether the body has <c>name</c> and <c>payoutAddress</c>: then it is told which of them is refused.</param>
    public static ProblemResult Refused(RegisterOutcome.Refused refused, bool isNamed = false) => refused.Kind switch
    {
        RegisterFault.UnknownIdentity or RegisterFault.UnknownClaim => Problem.NotFound($"{refused.Reason}."),
        _ => Problem.Refused(refused.Kind, refused.Reason, isNamed ? PathOf(refused.Kind) : null),
    };

    private static string? PathOf(string kind) => kind switch
    {
        RegisterFault.InvalidName or RegisterFault.NameTooLong or RegisterFault.NameTaken or RegisterFault.NameTakenOtherCase
            or RegisterFault.SameName => "$.name",
        RegisterFault.InvalidPayoutAddress or RegisterFault.NoPayoutAddress or RegisterFault.NoExternalCurrency
            or RegisterFault.InvalidCurrency => "$.payoutAddress",
        _ => null,
    };
}
