using System.CommandLine;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Webhooks.Arrivals;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.Histories;

namespace Grain.Functions.Benchmarks.Imports;

/// <summary>
/// What an import of a long history keeps in memory, by itself: git is played, and storage takes entries on without keeping them. Looked at
/// after a collection, ten times.
/// </summary>
internal static class ImportMemoryBench
{
    private const int CommitsDefault = 1_000_000;
    private const int PeopleDefault = 5_000;
    private const int Looks = 10;
    private const double Mebibyte = 1024 * 1024;

    public static Command CreateCommand()
    {
        var commits = new Option<int>("--commits") { Description = "Commits of the history.", DefaultValueFactory = _ => CommitsDefault };
        var people = new Option<int>("--people") { Description = "By how many people.", DefaultValueFactory = _ => PeopleDefault };
        var command = new Command("import-memory", "Importing a long history: memory that the import itself takes.") { commits, people };
        command.SetAction(async (parsed, cancellation) => BenchReport.Print(
            await MeasureAsync(parsed.GetValue(commits), parsed.GetValue(people), cancellation), parsed.GetValue(BenchReport.Json)));
        return command;
    }

    private static async Task<List<Measurement>> MeasureAsync(int commits, int people, CancellationToken cancellation)
    {
        var storage = await Azurite.NewServiceAsync(account: MemoryAccount.NewForgetting(IsForgotten));
        var (space, _) = await new SpaceDirectory(storage, TimeProvider.System).CreateAsync("bench", 16, new SpaceConfig(), cancellation);
        var ledger = new GrantLedger(storage, TimeProvider.System);
        var known = new FormerIds(ledger, new GrantGuard(storage, ledger, TimeProvider.System));
        var instance = new Instance(Instance.GitHub.Host, Instance.GitHub.Host);
        var repository = Repository.Named(GitHubWebhook.Forge, instance, "octo/field")!;
        var options = space.Config.Webhooks.Counting(TimeProvider.System.GetUtcNow());
        var import = new GitImport(space, new GitHubHistory(repository, options).Read);
        var history = new MadeHistory(commits, people);

        var before = Alive();
        var pulls = await MergedPulls.OfAsync(history.PlacesAsync(cancellation), cancellation);
        var withPulls = Alive();
        var (looks, began, operations) = (new List<double>(), Stopwatch.GetTimestamp(), storage.BilledOperations);
        await import.RunAsync(CommitsAsync(history, pulls, cancellation), ledger, known, done =>
        {
            if (done % Math.Max(1, commits / Looks) != 0) return;
            looks.Add(Alive() - withPulls);
            Console.Error.WriteLine($"{done} of {commits} commits: {looks[^1]:0.0} MiB");
        }, cancellation);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        GC.KeepAlive(pulls);
        if (import.Tally.Written != import.Tally.Grants) throw new InvalidOperationException("Not all grants were written.");
        return
        [
            new Measurement("import.commits", commits, "commits"),
            new Measurement("import.grants", import.Tally.Grants, "grants"),
            new Measurement("import.pulls_mib", withPulls - before, "MiB for which pull request brought which commit"),
            new Measurement("import.alive_mib", looks.Max(), "MiB alive beside that, at most", looks[0]),
            new Measurement("import.grown_mib", looks[^1] - looks[0], "MiB grown after the first look"),
            new Measurement("import.peak_mib", Process.GetCurrentProcess().PeakWorkingSet64 / Mebibyte, "MiB resident, at most"),
            new Measurement("import.commits_per_s", commits / seconds, "commits/s"),
            new Measurement("import.operations_per_commit", (storage.BilledOperations - operations) / (double)commits, "operations"),
        ];
    }

    private static async IAsyncEnumerable<GitCommit> CommitsAsync(MadeHistory history, MergedPulls pulls,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var commit in history.ReadAsync(cancellation)) yield return commit with { Pull = pulls.Of(commit.Sha) };
    }

    /// <summary>What there is one of for each grant; heads are read again.</summary>
    private static bool IsForgotten(string table, string row) =>
        table == "grantids" || row.StartsWith(JournalKeys.EntryPrefix, StringComparison.Ordinal)
        || row.StartsWith(JournalKeys.UsedKeyPrefix, StringComparison.Ordinal);

    private static double Alive() => GC.GetTotalMemory(forceFullCollection: true) / Mebibyte;
}
