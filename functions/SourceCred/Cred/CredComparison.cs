namespace Grain.Functions.SourceCred.Cred;

/// <summary>How far the cred that was computed again lies from the cred that the instance shows.</summary>
/// <param name="Shown">All cred that the instance shows.</param>
/// <param name="Recomputed">All cred that was computed again.</param>
/// <param name="Largest">The largest difference of anybody's whole cred.</param>
/// <param name="Id">Whose it is; absent if there is no difference.</param>
/// <param name="Name">What they are called.</param>
/// <param name="LargestOfInterval">The largest difference of anybody's cred of one interval.</param>
/// <param name="Missing">How many participants only one of the two knows.</param>
public sealed record CredComparison(
    double Shown, double Recomputed, double Largest, string? Id, string? Name, double LargestOfInterval, int Missing)
{
    /// <summary>Compares; intervals are the same if they begin at the same time, and what is not computed again counts as 0.</summary>
    public static CredComparison Of(IntervalCred shown, IntervalCred recomputed)
    {
        var others = recomputed.People.ToDictionary(person => person.Id, StringComparer.Ordinal);
        var places = PlacesOf(shown.StartsMs, recomputed.StartsMs);
        var (largest, ofInterval, missing) = ((Difference: 0.0, Person: (PersonCred?)null), 0.0, others.Count);
        foreach (var person in shown.People)
        {
            if (!others.TryGetValue(person.Id, out var other))
            {
                missing++;
                other = new PersonCred(person.Id, person.Name, new double[recomputed.StartsMs.Count]);
            }
            else missing--;

            if (Math.Abs(person.Total - other.Total) is var difference && difference > largest.Difference) largest = (difference, person);
            for (var at = 0; at < places.Length; at++)
                ofInterval = Math.Max(ofInterval, Math.Abs(person.Cred[at] - (places[at] >= 0 ? other.Cred[places[at]] : 0)));
        }

        return new CredComparison(
            shown.Total, recomputed.Total, largest.Difference, largest.Person?.Id, largest.Person?.Name, ofInterval, missing);
    }

    private static int[] PlacesOf(IReadOnlyList<double> starts, IReadOnlyList<double> others)
    {
        var places = others.Index().ToDictionary(each => each.Item, each => each.Index);
        return [.. starts.Select(start => places.GetValueOrDefault(start, -1))];
    }
}
