namespace Grain.Functions.Spaces;

/// <summary>What is to change of a space; what is not named stays.</summary>
/// <param name="Renames">Whether it gets another display name.</param>
/// <param name="DisplayName">The display name; none to be called by its name.</param>
/// <param name="Archived">Whether it is to be archived.</param>
internal sealed record SpaceChange(bool Renames, string? DisplayName, bool? Archived)
{
    /// <summary>Reads what was sent.</summary>
    public static SpaceChange Read(SentValue body)
    {
        if (!body.IsObject("displayName", "archived")) return new SpaceChange(false, null, null);
        var name = body.OptionalText("displayName", int.MaxValue);
        if (name is not null && SpaceName.FaultOfDisplayName(name) is { } fault) body.Fail("displayName", fault);
        if (body.Has("archived") && body.Find("archived") is null) body.Fail("archived", "must be true or false");
        return new SpaceChange(body.Has("displayName"), name, body.OptionalFlag("archived"));
    }
}

/// <summary>Changes what a space is called, and whether it is archived.</summary>
internal sealed class SpaceChanges(SpaceDirectory spaces, StorageService storage, TimeProvider time)
{
    /// <summary>Changes a space; nothing is written where it is so already.</summary>
    /// <param name="request">Names the space, and perhaps the version that is to be changed.</param>
    /// <param name="wanted">What is to change.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">404, 410, 412; 409: it is archived and stays so.</exception>
    public Task<Space> ApplyAsync(HttpRequest request, SpaceChange wanted, CancellationToken cancellation) =>
        storage.Contention.UntilDoneAsync($"The space {request.PathValue("space")}", async () =>
        {
            var space = await spaces.NamedAsync(request, fresh: true, cancellation);
            if (!request.Matches(space.EntityTag)) throw new ProblemException(Problem.PreconditionFailed(
                $"The space '{space.Name}' was changed in the meantime; its ETag is {space.EntityTag} by now."));
            var renames = wanted.Renames && wanted.DisplayName != space.Config.DisplayName;
            if (renames && space.ArchivedAt is not null && wanted.Archived != false) throw new ProblemException(Problem.Archived(
                $"The space '{space.Name}' is archived; \"archived\": false in the same request opens it again."));
            request.Act().Nothing(isSo: false);
            if (!renames && (wanted.Archived ?? space.ArchivedAt is not null) == space.ArchivedAt is not null)
            {
                request.Act().Nothing();
                return (true, space);
            }

            var act = request.Act().Anew();
            if (renames) act.Turns("displayName", space.Config.DisplayName, wanted.DisplayName);
            if (wanted.Archived is { } archived) act.Turns("archived", space.ArchivedAt is not null, archived);
            await act.BeginAsync(cancellation);
            var written = renames
                ? await spaces.ConfigureAsync(space, Renamed(space.Config, wanted.DisplayName), wanted.Archived, cancellation)
                : await spaces.ReplaceAsync(space, space.With(wanted.Archived!.Value, time.GetUtcNow()), cancellation);
            return (written is not null, written ?? space);
        }, cancellation);

    private static SpaceConfig Renamed(SpaceConfig config, string? displayName)
    {
        var renamed = SpaceConfig.Of(config.ToJson());
        renamed.DisplayName = displayName;
        return renamed;
    }
}
