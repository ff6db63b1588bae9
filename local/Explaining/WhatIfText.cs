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
        await WriteAsync(answer.People, answer.Count);
    }

    /// <summary>Writes all epochs.</summary>
    public async Task WriteAsync(ReplayAnswer answer, bool withEpochs)
    {
        await output.WriteLineAsync(
            $"{Shown.Of((BigInteger)answer.EpochsDone)} epochs from {answer.From} to {answer.To}, one after the other; nothing was "
            + "changed.");
        await output.WriteLineAsync($"They paid {Grain(answer.Paid.Before)} grain and would have paid {Grain(answer.Paid.After)}: "
            + $"{People(answer.Gaining, "gains", "gain")}, {People(answer.Losing, "loses", "lose")}.");
        await WriteAsync(answer.People, answer.Count);
        if (!withEpochs) return;
        await output.WriteLineAsync();
        await WriteAsync([["epoch", "cred", "would be", "paid", "would be", "largest changes"], .. answer.Epochs.Select(epoch => new[]
        {
            epoch.Epoch, Shown.Of(epoch.TotalCred.Before), Shown.Of(epoch.TotalCred.After), Grain(epoch.Paid.Before),
            Grain(epoch.Paid.After),
            string.Join(", ", epoch.People.Where(person => person.Grain.After != person.Grain.Before)
                .Select(person => $"{PlainLine.Of(person.Name, NameMax)} {Change(person)}")),
        })]);
    }

    private async Task WriteAsync(IReadOnlyList<PersonCompared> people, int count)
    {
        // Two of one name are told apart by their ids.
        var names = people.CountBy(person => person.Name).Where(name => name.Value > 1).Select(name => name.Key).ToHashSet();
        await WriteAsync([["grain", "would be", "change", "cred", "would be", "rank", "would be", "person"],
            .. people.Select(person => new[]
        {
            Grain(person.Grain.Before), Grain(person.Grain.After), Change(person), Shown.Of(person.Cred.Before),
            Shown.Of(person.Cred.After),
            Shown.Of((BigInteger)person.Rank.Before), Shown.Of((BigInteger)person.Rank.After),
            PlainLine.Of(person.Name, NameMax) + (names.Contains(person.Name) ? $" ({PlainLine.Of(person.Contributor, NameMax)})" : ""),
        })]);
        if (people.Count < count) await output.WriteLineAsync($"{Shown.Of((BigInteger)(count - people.Count))} others");
    }

    /// <summary>A table whose last column is text.</summary>
    private async Task WriteAsync(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length - 1).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            await output.WriteLineAsync((string.Join("  ", row[..^1].Select((cell, column) => cell.PadLeft(widths[column]))) + "  "
                + row[^1])
                .TrimEnd());
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
        count == 1 ? $"1 person {one}" : $"{Shown.Of((BigInteger)count)} people {several}";
}
