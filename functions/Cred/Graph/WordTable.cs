namespace Grain.Functions.Cred.Graph;

/// <summary>Types and modules recur a million times; here each is kept once and known by a number.</summary>
internal sealed class WordTable
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> words = [];

    public int Count => words.Count;

    public string this[int number] => words[number];

    /// <summary>The number of a word; a new one if it was not known.</summary>
    public int NumberOf(string word)
    {
        if (numbers.TryGetValue(word, out var number)) return number;
        numbers.Add(word, words.Count);
        words.Add(word);
        return words.Count - 1;
    }

    /// <summary>The one kept copy of a word.</summary>
    public string Intern(string word) => words[NumberOf(word)];

    /// <summary>For each word its place in ordinal order.</summary>
    public int[] Ranks()
    {
        var order = Enumerable.Range(0, words.Count).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(words[a], words[b]));
        var ranks = new int[order.Length];
        for (var place = 0; place < order.Length; place++) ranks[order[place]] = place;
        return ranks;
    }
}
