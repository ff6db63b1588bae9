using System.Numerics;

namespace Grain.Functions.Reads.Explanations.Sums;

/// <summary>Makes a tally into what is told: most first, the rest in one, and rounded so that everything adds up. Pure.</summary>
/// <param name="measure">How amounts add up and are shown.</param>
/// <param name="what">A kind and a number in words.</param>
internal sealed class Telling<T>(Measure<T> measure, Func<string, int, string> what)
{
    /// <summary>Kinds that are told; people do not read more.</summary>
    private const int GroupsMax = 20;

    private const int Trifle = 1_000_000_000;

    /// <summary>What an item is made of; <see langword="null"/> if that is not known.</summary>
    public Func<Entry<T>, IReadOnlyList<(string Kind, string What, T Amount)>?> PartsOf { get; init; } = _ => null;

    /// <summary>Whether groups have percents.</summary>
    public bool HasPercents { get; init; }

    /// <summary>Tells a sum.</summary>
    /// <param name="tally">What it is made of.</param>
    /// <param name="total">What it comes to.</param>
    /// <param name="missing">How many things are not in the tally, and belong to the total.</param>
    public ToldSum<T> Of(Tally<T> tally, T total, long missing = 0)
    {
        var all = tally.Groups;
        var told = all.Take(GroupsMax).Select(group => new Drawn(group, measure)).ToArray();
        var others = missing + all.Skip(GroupsMax).Sum(group => (long)group.Count);
        var rest = others > 0 ? measure.Less(total, measure.Sum(told.Select(group => group.Amount))) : default;
        IReadOnlyList<T> sums = [.. told.Select(group => group.Amount), .. others > 0 ? new[] { rest! } : []];
        var decimals = measure.ShownDecimals(
            [measure.Units(total), .. sums.Concat(told.SelectMany(group => group.Leaves)).Select(measure.Units)]);
        var scale = measure.Scale(decimals);
        var whole = measure.Whole(total, scale);
        var shown = Shares.Split([.. sums.Select(measure.Units)], scale, whole);
        var percents = Percents(sums);
        return new ToldSum<T>(
            total, Measures.Text(whole, decimals),
            [.. told.Select((group, i) => Tell(group, shown[i], decimals, percents?[i]))],
            others > 0 ? new ToldRest<T>(others, rest!, Measures.Text(shown[^1], decimals), percents?[^1]) : null);
    }

    private ToldGroup<T> Tell(Drawn group, BigInteger shown, int decimals, int? percent)
    {
        var leaves = Shares.Split([.. group.Leaves.Select(measure.Units)], measure.Scale(decimals), shown);
        return new ToldGroup<T>(
            group.Kind, what(group.Kind, group.Count), group.Count, group.Amount, Measures.Text(shown, decimals),
            percent, [.. group.Items.Select((item, i) => Tell(item, leaves[i], decimals, ReferenceEquals(item, group.Largest)))],
            group.Others > 0 ? new ToldRest<T>(group.Others, group.Rest!, Measures.Text(leaves[^1], decimals), null)
                : null);
    }

    private ToldItem<T> Tell(Entry<T> item, BigInteger shown, int decimals, bool isLargest)
    {
        var parts = PartsOf(item);
        var rounded = parts is null ? []
            : Shares.Split([.. parts.Select(part => measure.Units(part.Amount))], measure.Scale(decimals), shown);
        return new ToldItem<T>(
            item.Id, item.Title, item.Url, item.At, item.Amount, Measures.Text(shown, decimals), isLargest,
            parts is null ? null : [.. parts.Select((part, i) => new ToldPart<T>(
                part.Kind, part.What, part.Amount, Measures.Text(rounded[i], decimals)))]);
    }

    private int[]? Percents(IReadOnlyList<T> sums)
    {
        var units = sums.Select(measure.Units).ToArray();
        var whole = units.Aggregate(BigInteger.Zero, (sum, part) => sum + part);
        // What is left over of doubles may be a trifle below nothing.
        for (var i = 0; i < units.Length; i++)
            if (units[i].Sign < 0 && -units[i] * Trifle < whole) (units[i], whole) = (BigInteger.Zero, whole - units[i]);
        return HasPercents && whole.Sign > 0 && units.All(part => part.Sign >= 0)
            ? [.. Shares.Split([.. units.Select(part => part * 100)], whole, 100).Select(percent => (int)percent)]
            : null;
    }

    /// <summary>A group with what of it is told one by one, and what is left.</summary>
    private sealed class Drawn
    {
        public Drawn(Tally<T>.Group group, Measure<T> measure)
        {
            (Kind, Count, Amount, Largest, Items) = (group.Kind, group.Count, group.Amount, group.Largest, group.Kept);
            Others = Count - Items.Count;
            if (Others > 0) Rest = measure.Less(Amount, measure.Sum(Items.Select(item => item.Amount)));
        }

        public string Kind { get; }
        public int Count { get; }
        public T Amount { get; }
        public Entry<T> Largest { get; }
        public IReadOnlyList<Entry<T>> Items { get; }
        public int Others { get; }
        public T? Rest { get; }

        public IEnumerable<T> Leaves => [.. Items.Select(item => item.Amount), .. Others > 0 ? new[] { Rest! } : []];
    }
}
