using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>Reads pages of leaderboards: the board of a space, by people, ranked as somebody asks.</summary>
internal sealed class LeaderboardReader(Boards boards, CredBoards creds, RegisterStore registers)
{
    /// <summary>A page.</summary>
    /// <param name="space">The space.</param>
    /// <param name="query">Which leaderboard.</param>
    /// <param name="maxAge">How many seconds old the board may be.</param>
    /// <param name="skip">How many places to leave out.</param>
    /// <param name="size">How many to tell at most.</param>
    /// <param name="faces">How people are shown to who asks.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="epoch">As of which epoch cred is told: <see cref="CredBoards.Open"/> or a closed one; the last closed one if
    /// absent.</param>
    public async Task<LeaderboardAnswer> ReadAsync(Space space, BoardQuery query, int? maxAge, int skip, int size, Faces faces,
        CancellationToken cancellation, string? epoch = null)
    {
        var board = await boards.ReadAsync(space, maxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null, cancellation);
        var provisional = (Provisional?)null;
        if (epoch is not null) (board, provisional) = await creds.ReadAsync(space, board, epoch, cancellation);
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var people = PeopleBoard.Of(board, register);
        var shown = ShownBoard.Of(people, faces);
        var ranked = Ranking.Rank(shown, query);
        var words = query.By == BoardQuery.Ledger ? BoardWords.Of(shown) : null;
        var page = ranked.Skip(skip).Take(size).Select(place => StandingOf(place, register));
        return new LeaderboardAnswer(
            space.Name, space.DisplayName, query.By, query.Category, query.Source, query.Period, board.AsOf, board.Epoch, ranked.Length,
            [.. page], (long)skip + size < ranked.Length ? skip + size : null)
        {
            Provisional = provisional,
            Others = OthersAnswer.Of(people, faces, query),
            Categories = words?.Categories,
            Sources = words?.Sources,
        };
    }

    private static Standing StandingOf(Ranked place, CommunityRegister register) => new(
        place.Rank, place.Entry.Id, Addresses.NameOr(register.Find(place.Entry.Id)?.Name ?? place.Entry.Name, place.Entry.Id), place.Points,
        place.Entry.Cred, place.Entry.Score,
        place.Entry.Balance, place.Entry.Received)
    {
        WouldPayUnits = place.Entry.WouldPay,
    };
}
