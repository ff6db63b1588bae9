using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>Stars and forks: each once for ever for a pair of person and repository.</summary>
/// <remarks>
/// Whoever could take a star back and give it again and be paid each time would have a machine for points. So the first one
/// counts, and neither taking it back nor giving it again changes anything: the total of a pair is the points of one star from
/// the first star on.
/// </remarks>
internal static class StarsAndForks
{
    /// <summary>Counts what the sender of a delivery does to a repository.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="kind">What it counts for.</param>
    /// <param name="edge">The edge from the person to the repository.</param>
    /// <param name="member">The repository's member in the payload.</param>
    /// <param name="when">When it was done, if that is told.</param>
    public static void CountOnce(ForgeDelivery delivery, string kind, string edge, string member, DateTimeOffset? when)
    {
        var told = delivery.Root.Object(member);
        var repository = Repository.Read(delivery.Root, delivery.Forge, delivery.Instance, member);
        if (delivery.Sender() is not { } person) return;
        if (repository.FullName.StartsWith(person.Name + "/", StringComparison.OrdinalIgnoreCase))
        {
            delivery.Skip($"{delivery.Kinds[kind].Key} on one's own repository counts nothing");
            return;
        }

        if ((when ?? repository.LastActiveAt ?? delivery.Options.ReceivedAt) is not { } time)
            throw told.Fault("updated_at", "is not a time as in ISO 8601");
        var at = delivery.Plausible(time);
        delivery.Count(new Contribution
        {
            Kind = delivery.Kinds[kind],
            Subject = $"{BoundedText.Digits(told.Number("id"))}:{BoundedText.Digits(delivery.Root.Object("sender").Number("id"))}",
            By = person,
            At = at,
            Facts = repository.AddTo(delivery.Sheet(), at).Link(person.Node, edge, repository.Node, at),
        });
    }
}
