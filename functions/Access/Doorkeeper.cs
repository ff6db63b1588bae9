namespace Grain.Functions.Access;

/// <summary>Decides who is let in, by who may call an operation and what the caller shows.</summary>
internal sealed class Doorkeeper(Callers callers, SpaceDirectory spaces, IEnumerable<Acquaintance> acquaintances)
{
    /// <summary>Who sends a request, if they may call what it is for.</summary>
    /// <param name="access">Who may.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">
    /// 401: they show nothing, or what opens nothing. 403: it does not open this. 404: it is about themselves, in a space that they may not
    /// know of.
    /// </exception>
    public async Task<Caller> AdmitAsync(ApiAccess access, HttpRequest request, CancellationToken cancellation)
    {
        if (access.IsOpen) return Caller.Nobody;
        var space = request.RouteValues.ContainsKey("space") ? request.PathValue("space") : null;
        var caller = await callers.OfAsync(request, cancellation) is { } known ? known with { Space = space } : null;
        if (caller?.May(access, () => request.IdOf(access.Node!)) == true)
            return caller.IsMember || space is null || await IsKnownAsync(space, caller, cancellation) ? caller
                : throw new ProblemException(
                    access.IsForPeople ? Problem.NoSpace(space) : Problem.Forbidden(RefusalOf(caller, access, space)));
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
        await spaces.FindAsync(space, fresh: false, cancellation) is { Config.IsPublic: true };

    /// <summary>
    /// Whether who has signed in, and has no role in a space, may know that it is there: it shows itself, or one of the slices knows them.
    /// </summary>
    private async Task<bool> IsKnownAsync(string name, Caller caller, CancellationToken cancellation)
    {
        if (await spaces.FindAsync(name, fresh: false, cancellation) is not { } space) return false;
        if (space.Config.IsPublic) return true;
        foreach (var acquaintance in acquaintances)
            if (await acquaintance.IsKnownAsync(space, caller.Subject!, cancellation)) return true;
        return false;
    }

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
