using System.Text.RegularExpressions;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>Who may know whom: each fault names file and line.</summary>
public sealed partial class DirectionTests
{
    /// <summary>
    /// The floors, from the ground up: a folder uses what lies on a line below its own. Folders of one line do not know each other.
    /// A folder stands for those inside it, which may use each other without a circle.
    /// </summary>
    private static readonly string[][] Floors =
    [
        ["Hosting/Telemetry"],
        ["Storage"],
        ["Hosting/Sent"],
        ["Hosting"],
        ["Distributions", "Merkle"],
        ["Limits"],
        ["Journals"],
        ["Spaces"],
        ["Access"],
        ["Ledgers/Verification"],
        ["Ledgers/Runs"],
        ["Ledgers/Identities"],
        ["Ledgers/Grants"],
        ["Ledgers/Scores", "Ledgers/Credits", "Ledgers/Proposals"],
        ["Ledgers/Activities", "Ledgers/Accounts"],
        ["Ledgers/Trees"],
        ["Ledgers/Checkpoints"],
        ["Cred/Graph"],
        ["Cred/CredRank"],
        ["Epochs"],
        ["Reads/Rankings"],
        [
            "Reads/Leaderboards", "Reads/Explanations", "Reads/Graphs", "Reads/WhatIf", "Reads/Images",
            "Reads/People", "Reads/Proofs", "Reads/Usages", "Webhooks",
            "Health", "Audit", "Me", "Pages", "SourceCred",
        ],
        ["Reads/Histories"],
        [""],
    ];

    /// <summary>
    /// Calculations, and what reads JSON: what goes in determines what comes out. Of the ledgers they know plain records of grants.
    /// </summary>
    private static readonly string[] Pure = ["Cred", "Distributions", "Merkle", "Hosting/Sent"];

    private static AppUses App => AppUses.Read.Value;

    [Fact]
    public void Nobody_uses_what_lies_above_or_beside() => Exactly([], App.All
        .Where(use => use.Crosses && FloorOf(use.From) != FloorOf(use.To!) && FloorOf(use.From).Floor <= FloorOf(use.To!).Floor)
        .GroupBy(use => $"{FloorOf(use.From).Slice} -> {FloorOf(use.To!).Slice}"));

    [Fact]
    public void Inside_a_slice_no_folder_uses_one_that_uses_it()
    {
        var inside = App.All.Where(use => use.Crosses && FloorOf(use.From) == FloorOf(use.To!)).ToList();
        var known = inside.GroupBy(use => use.From, use => use.To!).ToDictionary(uses => uses.Key, uses => uses.Distinct().ToList());
        Exactly([], inside.Where(use => ReachedFrom(use.To!, known).Contains(use.From)).GroupBy(use => FloorOf(use.From).Slice));
    }

    [Fact]
    public void No_folder_of_the_listing_uses_one_that_uses_it()
    {
        static string Top(string folder) => folder.Split('/')[0];
        var outside = App.All.Where(use => use.Crosses && Top(use.From) != Top(use.To!)).ToList();
        var known =
            outside.GroupBy(use => Top(use.From), use => Top(use.To!)).ToDictionary(uses => uses.Key, uses => uses.Distinct().ToList());
        None(outside.Where(use => ReachedFrom(Top(use.To!), known).Contains(Top(use.From))));
    }

    [Fact]
    public void Calculations_know_no_Azure_no_clock_no_chance_and_of_the_rest_only_grants()
    {
        var faults = App.All.Where(use => Pure.Any(folder => IsIn(use.From, folder))
            && (Impure().IsMatch($"{use.Namespace}.{use.Type}.{use.Member}")
                || (use.To is { } to && to != "Ledgers/Grants" && !Pure.Any(folder => IsIn(to, folder)))));
        None(faults);
    }

    [Fact]
    public void Only_storage_speaks_to_storage_over_HTTP() =>
        None(App.All.Where(use => !IsIn(use.From, "Storage") && RawHttp().IsMatch($"{use.Namespace}.{use.Type}")));

    [Fact]
    public void No_command_line_and_no_console_goes_to_Azure() =>
        None(App.All.Where(use => use.File != "Program.cs" && CommandLine().IsMatch($"{use.Namespace}.{use.Type}")));

    [Fact]
    public void A_namespace_says_the_folder() =>
        None(App.Files.Where(file => Namespace().Match(App.Text(file)) is { Success: true } match
            && match.Groups[1].Value != AppUse.NamespaceOf(Path.GetDirectoryName(file)!)));

    [Fact]
    public void Every_folder_stands_on_a_floor() =>
        None(App.Files.Where(file => FloorOf(Path.GetDirectoryName(file)!).Floor < 0));

    private static void Exactly(string[] expected, IEnumerable<IGrouping<string, AppUse>> found)
    {
        var uses = found.ToDictionary(pair => pair.Key, pair => pair.Select(use => use.ToString()));
        None(uses.Where(pair => !expected.Contains(pair.Key)).SelectMany(pair => pair.Value.Prepend($"\"{pair.Key}\","))
            .Concat(expected.Except(uses.Keys).Select(pair => $"{pair} is gone: take it from the list")));
    }

    private static void None<T>(IEnumerable<T> faults)
    {
        var lines = string.Join('\n', faults);
        Assert.True(lines.Length == 0, lines);
    }

    private static HashSet<string> ReachedFrom(string folder, Dictionary<string, List<string>> known)
    {
        HashSet<string> reached = [];
        Stack<string> open = new([folder]);
        while (open.TryPop(out var next))
            foreach (var used in known.GetValueOrDefault(next, []))
                if (reached.Add(used)) open.Push(used);
        return reached;
    }

    private static (int Floor, string Slice) FloorOf(string folder)
    {
        for (var floor = 0; floor < Floors.Length; floor++)
            foreach (var slice in Floors[floor])
                if (IsIn(folder, slice)) return (floor, slice);
        return (-1, folder);
    }

    private static bool IsIn(string folder, string outer) =>
        folder == outer || (outer.Length > 0 && folder.StartsWith(outer + "/", StringComparison.Ordinal));

    [GeneratedRegex(
        @"^Azure\.|^Microsoft\.|^System\.Net\.|^System\.(TimeProvider|Random)\.|RandomNumberGenerator|\.Stopwatch\.|" +
        @"get_(UtcNow|Now|TickCount|TickCount64)$|\.Guid\.(NewGuid|CreateVersion7)$")]
    private static partial Regex Impure();

    [GeneratedRegex(@"^Azure\.Core\.")]
    private static partial Regex RawHttp();

    [GeneratedRegex(@"^System\.CommandLine\b|^Spectre\.Console\b|^System\.Console$")]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
