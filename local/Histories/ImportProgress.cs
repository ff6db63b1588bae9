using Spectre.Console;

namespace Grain.Local.Histories;

/// <summary>Shows how far an import has come: a bar where somebody watches, else a line now and then.</summary>
internal static class ImportProgress
{
    private const int LookedAfter = 1_000;

    /// <summary>Runs the work and shows what it reports.</summary>
    /// <param name="scope">Where to write.</param>
    /// <param name="total">How many steps there are.</param>
    /// <param name="what">What they are called.</param>
    /// <param name="work">Reports how many are done.</param>
    /// <exception cref="CommandException">The storage emulator is nearly full. What is written counts; the same again goes on.</exception>
    public static async Task ShowAsync(CommandScope scope, long total, string what, Func<Action<long>, Task> work)
    {
        var room = scope.EmulatorRoom();
        if (Console.IsErrorRedirected || scope.Error != Console.Error)
        {
            var progress = new CommandLine.Progress(scope.Error, scope.Get<TimeProvider>(), $"of {total} {what}");
            await work(done => Report(done, progress.Report));
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(scope.Error) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(what), maxValue: Math.Max(total, 1));
                await work(done => Report(done, count => bar.Value = count));
                bar.Value = bar.MaxValue;
            });

        void Report(long done, Action<long> show)
        {
            if (done % LookedAfter == 0) room?.RequireSome();
            show(done);
        }
    }
}
