namespace Grain.Functions.Reads.Explanations.Epochs;

/// <summary>Adds up cred by parts and epochs, and keeps the largest parts. Pure.</summary>
/// <param name="epochs">How many epochs.</param>
internal sealed class CredLayers(int epochs)
{
    private readonly Dictionary<string, (string Kind, double[] Cred)> parts = new(StringComparer.Ordinal);

    /// <summary>Adds cred of an epoch to a part.</summary>
    public void Add(string kind, string id, int epoch, double cred) => CredOf(kind, id)[epoch] += cred;

    /// <summary>Adds cred of all epochs to a part.</summary>
    public void Add(string kind, string id, IReadOnlyList<double> cred)
    {
        var sums = CredOf(kind, id);
        for (var epoch = 0; epoch < sums.Length; epoch++) sums[epoch] += cred[epoch];
    }

    /// <summary>The answer.</summary>
    /// <param name="space">The space.</param>
    /// <param name="by">What the parts are.</param>
    /// <param name="ids">The ids of the epochs.</param>
    /// <param name="top">How many parts to tell one by one.</param>
    /// <param name="nameOf">What a part of a kind and id is called.</param>
    /// <param name="rest">What is left out already, as a part of its own.</param>
    public CredByEpochAnswer Answer(
        string space, string by, IReadOnlyList<string> ids, int top, Func<string, string, string> nameOf, CredOfOthers? rest = null)
    {
        var ordered = parts.Select(part => (Id: part.Key, part.Value.Kind, part.Value.Cred, Sum: part.Value.Cred.Sum()))
            .Where(part => part.Sum > 0).OrderByDescending(part => part.Sum).ThenBy(part => part.Id, StringComparer.Ordinal).ToArray();
        var (others, left) = (ordered.Skip(top).ToArray(), rest?.Cred.ToArray() ?? new double[epochs]);
        foreach (var part in others)
            for (var epoch = 0; epoch < epochs; epoch++) left[epoch] += part.Cred[epoch];
        var count = others.Length + (rest?.Count ?? 0);
        return new CredByEpochAnswer(
            space, by, ids, [.. Enumerable.Range(0, epochs).Select(epoch => ordered.Take(top).Sum(part => part.Cred[epoch]) + left[epoch])],
            [.. ordered.Take(top).Select(part => new CredOfPart(part.Kind, part.Id, nameOf(part.Kind, part.Id), part.Cred))])
        {
            Others = count == 0 ? null : new CredOfOthers(count, left),
        };
    }

    private double[] CredOf(string kind, string id)
    {
        if (!parts.TryGetValue(id, out var part)) parts.Add(id, part = (kind, new double[epochs]));
        return part.Cred;
    }
}
