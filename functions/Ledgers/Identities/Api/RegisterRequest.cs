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

    /// <summary>An identity as it is after a change, or why it was not changed.</summary>
    /// <param name="id">Whom to show.</param>
    /// <param name="outcome">What became of the change.</param>
    /// <param name="done">A refusal that says that all is so already, for a request that came twice.</param>
    public static IResult Answer(string id, RegisterOutcome outcome, string? done = null) =>
        outcome is RegisterOutcome.Refused refused && refused.Kind != done
            ? Refused(refused)
            : Results.Json(IdentityAnswer.Of(outcome.Register, id), IdentityJson.Default.IdentityAnswer);

    /// <summary>Why the register was not changed.</summary>
    public static ProblemResult Refused(RegisterOutcome.Refused refused) => refused.Kind switch
    {
        RegisterFault.UnknownIdentity or RegisterFault.UnknownClaim => Problem.NotFound($"{refused.Reason}."),
        _ => Problem.Refused(refused.Kind, refused.Reason),
    };
}
