namespace Grain.Functions.Access;

/// <summary>Decides who is let in, by who may call an operation and what the caller shows.</summary>
internal sealed class Doorkeeper(Callers callers, SpaceDirectory spaces)
{
    /// <summary>Who sends a request, if they may call what it is for.</summary>
    /// <param name="access">Who may.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">401: they show nothing, or what opens nothing. 403: it does not open this.</exception>
    public async Task<Caller> AdmitAsync(ApiAccess access, HttpRequest request, CancellationToken cancellation)
    {
        if (access.IsOpen) return Caller.Nobody;
        var space = request.RouteValues.ContainsKey("space") ? request.PathValue("space") : null;
        var caller = await callers.OfAsync(request, cancellation) is { } known ? known with { Space = space } : null;
        if (caller?.May(access, () => request.IdOf(access.Node!)) == true) return caller;
        if (access.IsPublished && space is not null && await IsPublicAsync(space, cancellation))
            return caller ?? Caller.Nobody with { Space = space };
        if (access.IsForPeople) throw new ProblemException(caller is null
            ? Problem.NoKey("This is for who has signed in: Authorization: Bearer and a token of the identity provider.", wasSent: false)
            : Problem.Forbidden($"This is for who has signed in as themselves, and {caller.Name} is a key."));
        throw new ProblemException(caller is null ? Problem.NoKey(
            $"This needs a key with the role {access.Least!.Value.Word()}: Authorization: Bearer grain_…", wasSent: false)
            : Problem.Forbidden(RefusalOf(caller, access, space)));
    }

    private async Task<bool> IsPublicAsync(string space, CancellationToken cancellation) =>
        await spaces.FindAsync(space, fresh: false, cancellation) is { Config.Visibility: SpaceVisibility.Public };

    /// <summary>The same whether or not there is such a space: who may not see it does not learn that.</summary>
    private static string RefusalOf(Caller caller, ApiAccess access, string? space)
    {
        var needed = $"This needs the role {access.Least!.Value.Word()}{(space is null ? "" : $" in the space '{space}'")}";
        var here = caller.Rights.Where(right => right.IsFor(space)).ToList();
        if (here.Count == 0) return $"{needed}, and {caller.Name} has none there.";
        return access.Node is not null && caller.Node is { } node
            ? $"{caller.Name} is of the node '{node}', and this is about another."
            : $"{needed}; {caller.Name} has {string.Join(", ", here.Select(right => right.Role.Word()).Distinct())}.";
    }
}
