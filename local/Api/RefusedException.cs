namespace Grain.Local.Api;

/// <summary>The app has answered that it does not do what it was asked.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="kind">The last part of the problem's type, such as <c>not-found</c>; empty if it was none of Grain's.</param>
/// <param name="message">What to tell the person.</param>
internal sealed class RefusedException(HttpStatusCode status, string kind, string message) : CommandException(message)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status => status;

    /// <summary>The last part of the problem's type.</summary>
    public string Kind => kind;
}

/// <summary>The app was asked and did not answer: what it was asked may have been done, or not.</summary>
internal sealed class UnclearException(string message) : CommandException(message);
