using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Me;

/// <summary>Who has signed in, in a space.</summary>
/// <param name="Subject">Who they are to their identity provider.</param>
/// <param name="Register">Who is who.</param>
/// <param name="Person">Who they are here: the id that is paid; absent if nobody.</param>
internal sealed record SignedIn(CallerSubject Subject, CommunityRegister Register, string? Person)
{
    /// <summary>The key of the subject.</summary>
    public string Key => SubjectKey.Of(Subject);

    /// <summary>Finds them. Whether they may know that the space is there was settled at the door.</summary>
    public static async Task<SignedIn> OfAsync(
        HttpRequest request, Space space, RegisterStore registers, CancellationToken cancellation)
    {
        var subject = request.Caller().Subject ?? throw new InvalidOperationException("The door lets in who has signed in.");
        var register = await registers.ReadAsync(space.Journal, cancellation);
        return new SignedIn(subject, register, register.PersonOf(subject));
    }

    /// <summary>Who they are here.</summary>
    /// <exception cref="ProblemException">403: nobody.</exception>
    public string Require() => Person ?? throw new ProblemException(Problem.Forbidden(
        "You are none of this space's people yet: POST …/me/claims says who you are, or a steward links you."));
}
