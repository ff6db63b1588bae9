using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces.Calendar;

namespace Grain.Local.Histories;

/// <summary>With which epoch those of a space begin, and how to let them begin earlier.</summary>
/// <param name="spaces">The spaces.</param>
/// <param name="store">The epochs that there are.</param>
/// <param name="time">The present time.</param>
internal sealed class FirstEpoch(SpaceDirectory spaces, EpochStore store, TimeProvider time)
{
    /// <summary>Somebody else may change the configuration at the same moment.</summary>
    private const int TriesMax = 10;

    /// <summary>What would be if epochs began with a history.</summary>
    /// <param name="space">The space, just read.</param>
    /// <param name="start">When the history begins.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<EarlierStart> LookAsync(Space space, DateTimeOffset start, CancellationToken cancellation)
    {
        var (books, schedule) = (await store.ReadBooksAsync(space.Name, cancellation), space.Config.Epochs);
        var (now, has) = (schedule.FirstOf(space.CreatedAt), schedule.Containing(start));
        var due = EpochCalendar.CountDue(With(space, start), null, time.GetUtcNow());
        return new EarlierStart(now, has, due, books.Open ?? books.LastClosed?.Id);
    }

    /// <summary>Lets the epochs begin with the one that contains a moment.</summary>
    /// <param name="name">The space's name.</param>
    /// <param name="start">The moment.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">There are epochs already, or the space is changed all the time.</exception>
    public async Task SetAsync(string name, DateTimeOffset start, CancellationToken cancellation)
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var space =
                await spaces.FindAsync(name, fresh: true, cancellation) ?? throw new CommandException($"there is no space '{name}'");
            var look = await LookAsync(space, start, cancellation);
            if (look.Begun is { } begun) throw new CommandException(EarlierStart.Refusal(begun));
            if (!look.IsEarlier) return;
            if (await spaces.ConfigureAsync(space, With(space, start).Config, cancellation) is not { } changed) continue;
            // An epoch that began at the same moment began where the space said before.
            var books = await store.ReadBooksAsync(name, cancellation);
            var first = books.Open is { } open ? (await store.FindAsync(name, open, cancellation))?.Epoch : books.LastClosed;
            if (first is not null && first.Start > changed.Config.Epochs.FirstOf(changed.CreatedAt).Start && books.LastClosed is null)
                throw new CommandException(EarlierStart.Refusal(first.Id));
            return;
        }

        throw new CommandException($"the configuration of '{name}' is changed all the time; try again");
    }

    private static Space With(Space space, DateTimeOffset start)
    {
        var config = space.Config with { };
        config.Epochs = config.Epochs with { First = start.ToUniversalTime() };
        return space with { Config = config };
    }
}

/// <summary>What would be if the epochs of a space began with a history.</summary>
/// <param name="Now">The first epoch as the space has it.</param>
/// <param name="First">The first epoch of the history.</param>
/// <param name="Due">How many epochs would be due.</param>
/// <param name="Begun">An epoch that there is already: the beginning stays where it is then.</param>
internal sealed record EarlierStart(Epoch Now, Epoch First, int Due, string? Begun)
{
    /// <summary>Whether the history begins before the epochs do.</summary>
    public bool IsEarlier => First.Start < Now.Start;

    /// <summary>Why the beginning stays where it is.</summary>
    public static string Refusal(string epoch) =>
        $"the space has epochs already (the latest is {epoch}), so they cannot begin earlier; contributions from before count in the first";
}
