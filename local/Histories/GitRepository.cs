using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CliWrap;

namespace Grain.Local.Histories;

/// <summary>Where a clone is from.</summary>
/// <param name="Host">The host, in lower case.</param>
/// <param name="FullName">The repository's name with its owner or groups.</param>
/// <param name="IsBySsh">Whether SSH or git finds the host, so that it may be a name of one's own.</param>
internal sealed record RemoteAddress(string Host, string FullName, bool IsBySsh);

/// <summary>A repository on this machine.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Tip">The hash of the commit whose history is read.</param>
/// <param name="Commits">How many commits that history has.</param>
/// <param name="Boundary">
/// Hashes of the commits at which a shallow clone ends. Their parents are not there, so they seem to make everything that is in them.
/// </param>
/// <param name="IsPartial">It was cloned without some of its objects.</param>
/// <param name="Origin">Host and name of the repository it was cloned from, if that is to be seen.</param>
internal sealed partial record GitRepository(string Folder, string Tip, long Commits, IReadOnlySet<string> Boundary, bool IsPartial,
    RemoteAddress? Origin)
{
    /// <summary>Looks at a repository.</summary>
    /// <param name="folder">Its folder, bare or not.</param>
    /// <param name="revision">The branch or tag whose history counts.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">There is no repository, or no such branch.</exception>
    public static async Task<GitRepository> OpenAsync(string folder, string revision, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder)) throw new CommandException($"there is no folder {folder}");
        await Git.RunAsync(folder, ["rev-parse", "--git-dir"], PipeTarget.ToStream(Stream.Null), cancellation);
        var tip = await Git.TryReadAsync(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", $"{revision}^{{commit}}"],
            cancellation)
            ?? throw new CommandException($"the repository {folder} has no commit '{revision}'");
        var count = await Git.TryReadAsync(folder, ["rev-list", "--count", tip], cancellation)
            ?? throw new CommandException($"the history of {tip} in {folder} is not complete; 'git fsck' tells more");
        var boundary = await BoundaryOfAsync(folder, cancellation);
        var isPartial = await Git.TryReadAsync(folder, ["config", "--get-regexp", @"^remote\..*\.partialclonefilter$"],
            cancellation) is not null;
        var origin = await Git.TryReadAsync(folder, ["config", "--get", "remote.origin.url"], cancellation);
        return new GitRepository(folder, tip, long.Parse(count, CultureInfo.InvariantCulture), boundary, isPartial, OriginOf(origin ?? ""));
    }

    /// <summary>
    /// The history, the oldest commit first. The commits at which a shallow clone ends are left out: they are for a clone that tells what
    /// they change. Each commit comes when git has told all of it.
    /// </summary>
    /// <param name="paths">Only commits that change something there; none for all.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandException">Git failed.</exception>
    public async IAsyncEnumerable<GitCommit> ReadAsync(IReadOnlyList<string> paths, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pulls = await MergedPulls.OfAsync(
            ReadAsync(["--topo-order", "-z", $"--format={MergedPulls.Format}"], [], MergedPulls.ReadAsync, cancellation), cancellation);
        string[] log =
        [
            "--reverse", "-z", $"--format={GitLog.Format}", "--no-notes", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv",
            "--diff-merges=off",
        ];
        GitCommit? told = null;
        await foreach (var commit in ReadAsync(log, paths, GitLog.ReadAsync, cancellation))
        {
            if (told is not null) yield return told;
            told = Boundary.Contains(commit.Sha) ? null : commit with { Pull = pulls.Of(commit.Sha) };
        }

        if (told is not null) yield return told;
    }

    private async IAsyncEnumerable<T> ReadAsync<T>(
        string[] options, IReadOnlyList<string> paths, Func<Stream, CancellationToken, IAsyncEnumerable<T>> read,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pipe = new Pipe();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writing = WriteLogAsync(options, paths, pipe.Writer, stop.Token);
        try
        {
            await foreach (var commit in read(pipe.Reader.AsStream(), cancellation)) yield return commit;
        }
        finally
        {
            await stop.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await writing;
        }
    }

    /// <summary>What makes git fail ends the reading, too: git knows best why.</summary>
    private async Task WriteLogAsync(
        string[] options, IReadOnlyList<string> paths, PipeWriter output, CancellationToken cancellation)
    {
        string[] log =
            ["log", .. options, "--encoding=UTF-8", "--no-color", "--no-decorate", "--no-mailmap", "--end-of-options", Tip, "--", .. paths];
        Exception? reason = null;
        try
        {
            await Git.RunAsync(Folder, log, PipeTarget.ToStream(output.AsStream(leaveOpen: true)), cancellation);
        }
        catch (CommandException fault) when (IsPartial)
        {
            reason = new CommandException(
                $"{fault.Message}; the clone is partial: one made with --filter=blob:none, or without a filter, tells what its commits "
                    + "change");
        }
        catch (Exception fault)
        {
            reason = fault;
        }

        await output.CompleteAsync(reason);
    }

    private static async Task<IReadOnlySet<string>> BoundaryOfAsync(string folder, CancellationToken cancellation)
    {
        var file = await Git.TryReadAsync(folder, ["rev-parse", "--git-path", "shallow"], cancellation);
        var place = Path.Combine(folder, file ?? "shallow");
        return File.Exists(place) ? (await File.ReadAllLinesAsync(place, cancellation)).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>();
    }

    /// <summary>Host and name in a remote's address; what else is in it, perhaps a password, is left there.</summary>
    internal static RemoteAddress? OriginOf(string address)
    {
        var match = Address().Match(address);
        return match.Success
            ? new RemoteAddress(match.Groups["host"].Value.ToLowerInvariant(), match.Groups["name"].Value,
                !match.Groups["scheme"].Value.StartsWith("http", StringComparison.Ordinal))
            : null;
    }

    // https://host/owner/name.git, ssh://git@host:22/owner/name, git@host:owner/name.git
    [GeneratedRegex(
        """^(?:(?<scheme>[a-z+]+)://)?(?:[^@/\s]*@)?(?<host>[A-Za-z0-9.-]+)(?::[0-9]+)?[:/]"""
            + """(?<name>(?:[A-Za-z0-9._-]+/){1,20}[A-Za-z0-9._-]+?)(?:\.git)?/?$""",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
