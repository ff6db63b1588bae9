using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>
/// The read model of a space's leaderboards: for each contributor the fold of their grants up to a cursor. Whatever is lost of it
/// can be folded again. Once published it is not changed any more; a newer one takes its place.
/// </summary>
internal sealed class Board(BoardDays days)
{
    /// <summary>Days kept one by one, for leaderboards of epochs and of the last days: a year and a month.</summary>
    public const int KeptDays = 400;

    private readonly Dictionary<string, BoardEntry> entries = new(StringComparer.Ordinal);
    private readonly List<string> words = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <summary>What a day is here.</summary>
    public BoardDays Days => days;

    /// <summary>Everything counted before this moment is in it.</summary>
    public DateTimeOffset AsOf { get; set; }

    /// <summary>Counts the versions that were stored.</summary>
    public long Version { get; set; }

    /// <summary>The closed epoch that cred is as of; <see langword="null"/> before the first.</summary>
    public string? Epoch { get; set; }

    public IReadOnlyCollection<BoardEntry> Entries => entries.Values;

    /// <summary>Categories and sources.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>What was granted last, by contributor id.</summary>
    public LatestGrants Latest { get; } = new();

    public BoardEntry? Find(string contributor) => entries.GetValueOrDefault(contributor);

    public BoardEntry FindOrAdd(string contributor)
    {
        if (!entries.TryGetValue(contributor, out var entry)) entries.Add(contributor, entry = new BoardEntry(contributor));
        return entry;
    }

    /// <summary>Takes over an entry of another board with the same words; neither may change any more.</summary>
    public void Take(BoardEntry entry) => entries.Add(entry.Id, entry);

    /// <summary>The place of a word, or <see langword="null"/> if no grant ever had it.</summary>
    public int? PlaceOf(string word) => places.TryGetValue(word, out var place) ? place : null;

    /// <summary>The first day that is kept as of <see cref="AsOf"/>.</summary>
    public int FirstDay => days.Of(AsOf) - KeptDays + 1;

    /// <summary>Counts a grant, if it is the next of its contributor; one that was counted is passed over.</summary>
    /// <exception cref="InvalidDataException">Grants between are missing.</exception>
    public void Add(JournalEntry<Grant> grant)
    {
        var entry = FindOrAdd(grant.Account);
        if (grant.Seq <= entry.Seq) return;
        if (grant.Seq != entry.Seq + 1) throw new InvalidDataException($"After grant {entry.Seq} of {grant.Account} comes {grant.Seq}.");
        var value = grant.Value;
        entry.Seq = grant.Seq;
        entry.Name = value.Facts?.ContributorName ?? entry.Name;
        entry.Total += value.Amount;
        entry.Add(days.Of(value.GrantedAt), AddWord(value.Category), AddWord(value.Source), value.Amount, FirstDay);
        Latest.Add(new GrantPlace(grant.Account, grant.Seq, value.GrantedAt < grant.RecordedAt ? value.GrantedAt : grant.RecordedAt));
    }

    /// <summary>Takes over the cred of a closed epoch.</summary>
    public void Set(CredScores scores)
    {
        foreach (var entry in entries.Values) (entry.Cred, entry.Score) = (0, 0);
        foreach (var participant in scores.Participants)
        {
            var entry = FindOrAdd(participant.Id);
            entry.Name ??= participant.Name == participant.Id ? null : participant.Name;
            (entry.Cred, entry.Score) = (participant.Cred, participant.Score);
        }

        Epoch = scores.Epoch;
    }

    /// <summary>The place of a word, a new one if need be.</summary>
    public int AddWord(string word)
    {
        if (places.TryGetValue(word, out var place)) return place;
        places.Add(word, words.Count);
        words.Add(word);
        return words.Count - 1;
    }

    /// <summary>Drops the days that are no longer kept.</summary>
    public bool DropOldDays()
    {
        var (dropped, first) = (false, FirstDay);
        foreach (var entry in entries.Values) dropped |= entry.DropBefore(first);
        return dropped;
    }
}
