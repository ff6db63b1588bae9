namespace Grain.Functions.Hosting;

/// <summary>What <see cref="SentValue"/> and <see cref="FaultList"/> come to in answers.</summary>
internal static class SentBodies
{
    /// <summary>To be called once all values are read.</summary>
    /// <exception cref="ProblemException">Something is wrong with them: 400, naming every fault.</exception>
    public static void ThrowIfAny(this FaultList faults)
    {
        if (faults.Count > 0) throw new ProblemException(Problem.BadRequest(faults.All));
    }

    /// <summary>The value alone, or the elements of an array, until there are more faults than are told.</summary>
    /// <exception cref="ProblemException">413: more than <paramref name="max"/> elements.</exception>
    public static IEnumerable<SentValue> AtMost(this SentValue sent, int max, string what) =>
        sent.IsArray && sent.Element.GetArrayLength() > max
            ? throw new ProblemException(Problem.TooLarge(
                $"At most {max} {what} in one request; this one has {sent.Element.GetArrayLength()}."))
            : sent.OneOrMany().TakeWhile(_ => !sent.Faults.IsFull);
}
