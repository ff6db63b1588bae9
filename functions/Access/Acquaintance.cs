namespace Grain.Functions.Access;

/// <summary>
/// Says whether a space knows somebody who has signed in and has no role in it. To whom no slice knows, a private space is not there.
/// </summary>
/// <param name="IsKnownAsync">Takes the space, and who they are to their identity provider.</param>
internal sealed record Acquaintance(Func<Space, CallerSubject, CancellationToken, Task<bool>> IsKnownAsync);
