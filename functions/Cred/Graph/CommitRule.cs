namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What of the commits mints. Merges mint nothing, nor does what came in by a pull request that the graph knows: the pull request mints.
/// Of all other commits that somebody has a part in on one day (UTC), at most so much is minted together, by all of them alike.
/// </summary>
/// <param name="DayMax">At most so much a person and day; more than 0.</param>
internal sealed record CommitRule(double DayMax);
