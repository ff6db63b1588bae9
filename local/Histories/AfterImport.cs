using Grain.Functions.Audit;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Local.Histories;

/// <summary>
/// What is to be said, and asked, once a history is imported: kinds that mint nothing, and epochs that begin later than the history. The
/// same for every import.
/// </summary>
/// <param name="scope">Where to say it: all of it is for people, and goes to standard error.</param>
/// <param name="space">The space, by its name.</param>
/// <param name="again">The command as it was called, without <c>--from-first</c>.</param>
internal sealed class AfterImport(CommandScope scope, string space, string again)
{
    /// <summary>The option that lets epochs begin with the history.</summary>
    public static Option<bool> FromFirst() => Ask.For<bool>("--from-first",
        "Lets the epochs begin with the first contribution, if none has begun yet; each that has ended since then is due.");

    /// <summary>A command as it was called, for a shell.</summary>
    public static string Called(ParseResult parsed) =>
        $"./grain {string.Join(' ', parsed.Tokens.Select(token => Shell.Quoted(token.Value)))}";

    /// <summary>Says and asks it.</summary>
    /// <param name="work">What was imported.</param>
    /// <param name="fromFirst">Whether epochs shall begin with it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">They shall, and cannot.</exception>
    public async Task TellAsync(ImportedWork work, bool fromFirst, CancellationToken cancellation)
    {
        var now = scope.Get<TimeProvider>().GetUtcNow();
        var found = await scope.FindSpaceAsync(space, cancellation);
        var weights = found.Config.Weights with { Defaults = CalculationVersion.DefaultsOf(CalculationVersion.Current) };
        if (KindsMinting.Note(work.Kinds, weights, now.ToUnixTimeMilliseconds()) is { } note)
        {
            var said = EpochNoteWords.Say(note);
            await SayAsync($"{said.Text} {said.Cure}");
        }

        if (work.FindStart() is not { } start) return;
        var first = new FirstEpoch(scope.Get<SpaceDirectory>(), scope.Get<EpochStore>(), scope.Get<TimeProvider>());
        var look = await first.LookAsync(found, start.First, cancellation);
        if (start.Odd > 0 && look.Begun is null)
            await SayAsync(
                $"{Shown.Count(start.Odd, "contribution is", "contributions are")} dated {start.OddFrom:yyyy-MM-dd}, long before all "
                + $"others: a wrong clock. The history begins {start.First:yyyy-MM-dd} without that, and it counts in the first epoch.");
        if (look.IsEarlier && await ShallBeginAsync(found, look, start, fromFirst, cancellation))
        {
            await scope.Get<Acts>().AroundAsync(space, "import --from-first", async act =>
            {
                await act.Turns("$.epochs.first", found.Config.Epochs.First, start.First).BeginAsync(cancellation);
                await first.SetAsync(space, start.First, cancellation);
            }, cancellation);
            await SayAsync($"Epochs begin with {look.First.Id} now.");
        }

        await TellDueAsync(cancellation);
    }

    private async Task<bool> ShallBeginAsync(
        Space found, EarlierStart look, HistoryStart start, bool fromFirst, CancellationToken cancellation)
    {
        if (look.Begun is { } begun) return fromFirst ? throw new CommandException(EarlierStart.Refusal(begun)) : false;
        var budget = found.Config.Distribution.BudgetPerEpoch;
        var epochs = look.Due == 1 ? "One epoch" : $"{look.Due} epochs";
        var would = $"{epochs} of {Days(found.Config.Epochs.LengthDays)} would be due, with a budget of {budget} grain each";
        if (fromFirst) return true;
        var reason = $"The history begins {start.First:yyyy-MM-dd}, and the epochs with {look.Now.Id}: {would} if they began with it.";
        if (Question.CanAsk(scope))
        {
            await SayAsync(reason);
            return await Question.IsYesAsync(scope, "Shall they?", cancellation);
        }

        await SayAsync($"{reason} For that: {again} --from-first");
        return false;
    }

    private async Task TellDueAsync(CancellationToken cancellation)
    {
        var (found, now) = (await scope.FindSpaceAsync(space, cancellation), scope.Get<TimeProvider>().GetUtcNow());
        var books = await scope.Get<EpochStore>().ReadBooksAsync(space, cancellation);
        var due = books.Open is null ? EpochCalendar.CountDue(found, books.LastClosed, now) : 0;
        await SayAsync(!found.Config.Enabled ? "Epochs are switched off in this space ('enabled' is false): nothing is paid."
            : due == 1 ? $"One epoch is due. Close it: ./grain epochs close --space {space}"
            : due > 1 ? $"{due} epochs are due. Close them: ./grain epochs close --space {space}"
            : books.Open is { } open ? $"Epoch {open} is under way; what came counts in the next one."
            : $"No epoch is due: the next one ends {EpochCalendar.NextEnd(found, books.LastClosed):u}, and is paid then.");
    }

    private static string Days(int days) => days == 1 ? "a day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");

    private Task SayAsync(string text) => scope.Error.WriteLineAsync($"grain: {Plain.Text(text)}");
}
