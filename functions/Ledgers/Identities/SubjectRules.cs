using static Grain.Functions.Ledgers.Identities.RegisterFault;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>
/// Who has signed in as whom: rules and changes of the register. A subject is one person; a person may have several. Pure.
/// </summary>
internal static class SubjectRules
{
    /// <summary>Most subjects of one person: a provider or two, and accounts of before.</summary>
    public const int SubjectsMax = 10;

    /// <summary>What the register says to an event about a subject.</summary>
    public static RegisterVerdict JudgeSubject(this CommunityRegister register, RegisterEvent asked) => asked switch
    {
        SubjectLinked e => register.JudgeLink(e.Subject, e.Id),
        SubjectUnlinked e => register.Subjects.ContainsKey(e.Subject) ? RegisterVerdict.Yes : RegisterVerdict.Unneeded,
        SubjectClaimed e => register.JudgeSubjectClaim(e),
        _ => throw new InvalidOperationException($"{asked.GetType().Name} is not about subjects."),
    };

    /// <summary>Whether a subject may become a person.</summary>
    public static RegisterVerdict JudgeLink(this CommunityRegister register, string subject, string id)
    {
        if (id.Length is 0 or > JournalKeys.AccountLengthMax)
            return RegisterRules.No(InvalidId, $"an id has 1 to {JournalKeys.AccountLengthMax} characters");
        if (register.Subjects.TryGetValue(subject, out var known))
            return register.Resolve(known) == register.Resolve(id) ? RegisterVerdict.Unneeded
                : RegisterRules.No(SubjectTaken, "whoever signs in so is somebody else here; unlink them there first");
        return register.SubjectsOf(id).Count() < SubjectsMax ? RegisterVerdict.Yes
            : RegisterRules.No(TooManySubjects, $"{SubjectsMax} who sign in are linked already");
    }

    /// <summary>The subjects of whom an id means.</summary>
    public static IEnumerable<string> SubjectsOf(this CommunityRegister register, string id)
    {
        var person = register.Resolve(id);
        return register.Subjects.Where(each => register.Resolve(each.Value) == person).Select(each => each.Key);
    }

    /// <summary>Whom a caller is here: the id that is paid; <see langword="null"/> if nobody.</summary>
    public static string? PersonOf(this CommunityRegister register, CallerSubject? subject) =>
        subject is not null && register.Subjects.TryGetValue(SubjectKey.Of(subject), out var id) ? register.Resolve(id) : null;

    /// <summary>The claim of a subject to be whom an alias means, that waits.</summary>
    public static AliasClaim? ClaimOfSubject(this CommunityRegister register, string subject, string alias) =>
        register.Claims.Values.FirstOrDefault(claim => claim.Subject == subject && claim.Alias == alias);

    private static RegisterVerdict JudgeSubjectClaim(this CommunityRegister register, SubjectClaimed e)
    {
        if (register.ClaimOfSubject(e.Subject, e.Alias) is not null) return RegisterVerdict.Unneeded;
        if (register.JudgeLink(e.Subject, e.Alias) is RegisterVerdict.Refused refused) return refused;
        // Whoever has signed in anywhere may claim; none may take the room of the others.
        if (register.Claims.Values.Count(claim => claim.Subject == e.Subject) >= SubjectsMax)
            return RegisterRules.No(TooManyClaims, $"{SubjectsMax} claims of yours wait to be settled");
        return register.Claims.Count < RegisterRules.ClaimsMax ? RegisterVerdict.Yes
            : RegisterRules.No(TooManyClaims, $"{RegisterRules.ClaimsMax} claims wait to be settled");
    }
}
