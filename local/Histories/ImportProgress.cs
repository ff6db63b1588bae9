using Spectre.Console;

namespace Grain.Local.Histories;

/// <summary>Shows how far an import has come: a bar where somebody watches, else a line now and then.</summary>
internal static class ImportProgress
{
    /// <summary>Runs the work and shows what it reports.</summary>
    /// <param name="scope">Where to write.</param>
    /// <param name="total">How many steps there are.</param>
    /// <param name="what">What they are called.</param>
    /// <param name="work">Reports how many are done.</param>
    public static async Task ShowAsync(CommandScope scope, long total, string what, Func<Action<long>, Task> work)
    {
        if (Console.IsErrorRedirected || scope.Error != Console.Error)
        {
            await work(new CommandLine.Progress(scope.Error, scope.Get<TimeProvider>(), $"of {total} {what}").Report);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(scope.Error) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(what), maxValue: Math.Max(total, 1));
                await work(done => bar.Value = done);
                bar.Value = bar.MaxValue;
            });
    }
}
