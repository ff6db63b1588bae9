namespace Grain.Local.Api;

/// <summary>What can go wrong between a verb and the app, in words.</summary>
/// <param name="address">The app.</param>
/// <param name="hasKey">Whether it is shown a key.</param>
internal sealed class AppFaults(AppAddress address, bool hasKey)
{
    private const string ProblemPrefix = "urn:grain:problem:";
    private const string UnknownIdentity = "there is no identity ";

    private string Place => address.Root.ToString().TrimEnd('/');

    /// <summary>What an answer means that is no success.</summary>
    public CommandException Refusal(HttpAnswer answer, Uri? location, string trace)
    {
        var status = (int)answer.Status;
        if (ProblemView.Of(answer) is { } problem)
        {
            var kind = problem.Type.StartsWith(ProblemPrefix, StringComparison.Ordinal) ? problem.Type[ProblemPrefix.Length..] : "";
            var more = status >= 500 ? $"\n  the log of the app has the reason, under the trace {trace}"
                : status == 401 && !hasKey ? $"\n  give one with ${AppOptions.KeyVariable} or --key; ./grain keys makes them" : "";
            return new RefusedException(answer.Status, kind, problem.InWords() + CureOf(problem) + more);
        }

        return new RefusedException(answer.Status, "", status switch
        {
            401 or 403 when hasKey =>
                $"{Place} does not accept the key: is it a key of this app, and not an old one? Or does the Functions "
                + $"host ask for a key of its own? That goes into ${AppOptions.FunctionKeyVariable}",
            401 or 403 => $"{Place} asks for a key: give it with ${AppOptions.KeyVariable} or --key",
            404 or 405 => $"{Place} does not know {answer.Method} /{PathOf(answer)}: it is no Grain, or an older one",
            >= 300 and < 400 => $"{Place} leads elsewhere: name {location} with --app",
            >= 500 => $"{Place} answered {status} without saying why; is the app starting, or stopped? Its log may say under the trace "
                + trace,
            _ => answer.ToString(),
        });
    }

    /// <summary>The verb that helps, where the API can only say what is missing.</summary>
    private static string CureOf(ProblemView problem) =>
        problem.Detail?.Split('\'') is [UnknownIdentity, .., _] parts
            ? $"\n  register them first: ./grain identity add {Shell.Quoted(Plain.Text(string.Join('\'', parts[1..^1])))}" : "";

    /// <summary>There was no answer.</summary>
    public CommandException Unanswered(HttpRequestException fault) => fault.HttpRequestError switch
    {
        HttpRequestError.ConnectionError when address.IsOfServe =>
            new CommandException($"the ./grain serve that was at {Place} does not run any more: {AppAddress.Cure}"),
        HttpRequestError.ConnectionError => new CommandException($"nobody answers at {Place}: is Grain serving there? ({fault.Message})"),
        HttpRequestError.NameResolutionError => new CommandException($"there is no host '{address.Root.Host}' ({fault.Message})"),
        HttpRequestError.SecureConnectionError => new CommandException(
            $"no safe connection to {Place} could be made: {fault.InnerException?.Message ?? fault.Message}"),
        HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError =>
            new CommandException($"what answers at {Place} is no web server ({fault.Message})"),
        _ => BrokenOff(fault.Message),
    };

    /// <summary>The answer did not come, or not whole: nobody knows whether the app has done it.</summary>
    public CommandException BrokenOff(string reason) =>
        new UnclearException($"the connection to {Place} broke off, and whether it was done is not known: {reason}");

    private static string PathOf(HttpAnswer answer) => answer.Path.Split('?')[0];
}
