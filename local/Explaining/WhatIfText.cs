using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Reads.WhatIf;

namespace Grain.Local.Explaining;

/// <summary>What would have been, as people read it: by name, largest change first, amounts rounded.</summary>
internal sealed class WhatIfText(int decimals, TextWriter output)
{
    private const int NameMax = 40;

    /// <summary>Writes one epoch.</summary>
    public async Task WriteAsync(WhatIfAnswer answer)
    {
        await output.WriteLineAsync($"Epoch {answer.Epoch}: {Shown.Of(answer.TotalCred.Before)} cred would be "
            + $"{Shown.Of(answer.TotalCred.After)}; nothing was changed.");
        Write(answer.People, answer.Count);
    }

    /// <summary>Writes all epochs.</summary>
    public async Task WriteAsync(ReplayAnswer answer, bool withEpochs)
    {
        await output.WriteLineAsync(
            $"{Shown.Count(answer.EpochsDone, "epoch")} from {answer.From} to {answer.To}, one after the other; nothing was "
            + "changed.");
        await output.WriteLineAsync($"They paid {Grain(answer.Paid.Before)} grain and would have paid {Grain(answer.Paid.After)}: "
            + $"{People(answer.Gaining, "gains", "gain")}, {People(answer.Losing, "loses", "lose")}.");
        Write(answer.People, answer.Count);
        if (!withEpochs) return;
        TextTable.Write(output, answer.Epochs, ("epoch", epoch => epoch.Epoch), ("#cred", epoch => Shown.Of(epoch.TotalCred.Before)),
            ("#would be", epoch => Shown.Of(epoch.TotalCred.After)), ("#paid", epoch => Grain(epoch.Paid.Before)),
            ("#would be", epoch => Grain(epoch.Paid.After)), ("largest changes", epoch => string.Join(", ", epoch.People
                .Where(person => person.Grain.After != person.Grain.Before)
                .Select(person => $"{PlainLine.Of(person.Name, NameMax)} {Change(person)}"))));
    }

    private void Write(IReadOnlyList<PersonCompared> people, int count)
    {
        // Two of one name are told apart by their ids.
        var names = people.CountBy(person => person.Name).Where(name => name.Value > 1).Select(name => name.Key).ToHashSet();
        TextTable.Write(output, people,
            ("person", person => PlainLine.Of(person.Name, NameMax)
                + (names.Contains(person.Name) ? $" ({PlainLine.Of(person.Contributor, NameMax)})" : "")),
            ("#grain", person => Grain(person.Grain.Before)), ("#would be", person => Grain(person.Grain.After)), ("#change", Change),
            ("#cred", person => Shown.Of(person.Cred.Before)), ("#would be", person => Shown.Of(person.Cred.After)),
            ("#rank", person => person.Rank.Before), ("#would be", person => person.Rank.After));
        if (people.Count < count) output.WriteLine($"{Shown.Count(count - people.Count, "other")}");
    }

    private string Grain(GrainAmount amount) => Shown.Of(amount.BaseUnits, decimals);

    /// <summary>The difference of what is shown, so that a line adds up.</summary>
    private string Change(PersonCompared person)
    {
        var scale = BigInteger.Pow(10, Math.Max(0, decimals - 2));
        var change = BigInteger.Divide(person.Grain.After.BaseUnits, scale) - BigInteger.Divide(person.Grain.Before.BaseUnits, scale);
        return (change.Sign > 0 ? "+" : "") + Shown.Of(change, Math.Min(2, decimals));
    }

    private static string People(int count, string one, string several) =>
        Shown.Count(count, $"person {one}", $"people {several}");
}
