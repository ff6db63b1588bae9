using System.Diagnostics;
using System.Runtime.Versioning;
using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Local;

/// <summary>
/// The script <c>./grain</c> in a small clone of its own whose path has blanks, with stand-ins for dotnet, node, npm and the
/// tool that write down how they were called.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class GrainScriptTests : IDisposable
{
    private const string Counters = """<Counters total="4" executed="4" passed="{0}" failed="{1}" error="0" />""";

    /// <summary>The search path holds the stand-ins and these, so that what is missing is really missing.</summary>
    private static readonly string[] SystemTools =
        ["bash", "env", "dirname", "readlink", "find", "mkdir", "touch", "mv", "rm", "cat", "sed", "awk", "cut", "paste"];

    private static readonly string[] SystemFolders = ["/bin", "/usr/bin"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain script ");

    private string Tools => Path.Combine(folder.FullName, "local", "bin", "Release", "net10.0", "Grain.Local");

    public GrainScriptTests()
    {
        File.Copy(Path.Combine(Repository.Find().Root, "grain"), Path.Combine(folder.FullName, "grain"));
        Tool("dotnet", """
            [ "$1" = --version ] && { echo 10.0.100; exit; }
            [ "$1" = build ] && exit "${BUILD_FAILS:-0}"
            if [ "$1" = test ]; then
              while [ $# -gt 0 ]; do [ "$1" = --results-directory ] && results=$2; shift; done
              mkdir -p "$results"
              [ -z "${COUNTERS:-}" ] || echo "$COUNTERS" >"$results/1.trx"
              exit "${TEST_FAILS:-0}"
            fi
            """);
        foreach (var name in SystemTools)
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "tools", name),
                SystemFolders.Select(bin => Path.Combine(bin, name)).First(File.Exists));
        Tool("node", "echo v20.19.0");
        Tool("npm", "mkdir -p node_modules && touch node_modules/.package-lock.json");
        Script(Tools, "printf '[%s]' \"$@\"; [ \"$1\" != credrank ] || exit 7");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "functions"));
        File.WriteAllText(Path.Combine(folder.FullName, "functions", "Some.cs"), "");
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Without_a_verb_it_tells_what_there_is()
    {
        var (code, output, _) = await RunAsync([]);
        Assert.Equal(0, code);
        foreach (var verb in (string[])[
            "demo", "serve", "test", "bench", "package", "verify", "explain", "whatif", "export", "import", "github", "webhook", "poison",
            "credrank", "allocate", "spaces", "leaderboard", "person", "epochs", "payouts", "identity", "grant", "mint",
            "transfer", "hold", "simulate", "chaos"])
            Assert.Contains($"\n  {verb} ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_goes_to_the_tool_with_its_arguments_output_and_exit_code()
    {
        var (code, output, errors) = await RunAsync(["credrank", "a file.json", "--x"]);
        Assert.Equal(7, code);
        Assert.Equal("[credrank][a file.json][--x]", output);
        Assert.Contains("building", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_finds_the_storage_of_a_running_serve_unless_it_is_told_another()
    {
        Script(Tools, "printf '%s' \"${AzureWebJobsStorage:-none}\"");
        Assert.Equal("none", (await RunAsync(["verify"])).Output);

        using (new ConnectionFile(Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, ".azurite")).FullName,
            "serve.storage"), "of-serve"))
        {
            Assert.Equal("of-serve", (await RunAsync(["verify"])).Output);
            Assert.Equal("of-the-caller", (await RunAsync(["verify"], ("AzureWebJobsStorage", "of-the-caller"))).Output);
            Assert.Equal("none", (await RunAsync(["verify"], ("AzureWebJobsStorage__accountName", "cloud"))).Output);
        }

        Assert.Equal("none", (await RunAsync(["verify"])).Output);
    }

    [Fact]
    public async Task Asked_what_test_takes_it_tests_nothing()
    {
        var (code, output, _) = await RunAsync(["test", "--help"]);
        Assert.Equal(0, code);
        Assert.Contains("Usage", output, StringComparison.Ordinal);
        Assert.Empty(Calls("dotnet"));
    }

    [Theory]
    [InlineData("--port", "abc", "--port must be a whole number between 0 and 65535, not 'abc'.")]
    [InlineData("--port", "-1", "--port must be a whole number between 0 and 65535, not '-1'.")]
    [InlineData("--port", "65536", "--port must be a whole number between 0 and 65535, not '65536'.")]
    [InlineData("--storage", "a/folder", "not a folder")]
    public void Serve_says_what_it_cannot_take(string option, string value, string message) =>
        Assert.Contains(message, Assert.Single(ServeCommand.Create().Parse([option, value]).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public async Task It_builds_again_only_when_a_source_is_newer()
    {
        await RunAsync(["credrank"]);
        Assert.Equal("", (await RunAsync(["credrank"])).Errors);

        File.SetLastWriteTimeUtc(Path.Combine(folder.FullName, "functions", "Some.cs"), DateTime.UnixEpoch.AddYears(200));
        Assert.Contains("building", (await RunAsync(["credrank"])).Errors, StringComparison.Ordinal);
        Assert.Equal(2, Calls("dotnet build").Length);
        Assert.All(Calls("dotnet restore"), call => Assert.Contains("--locked-mode", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_test_run_nothing_is_built_again()
    {
        await RunAsync(["test"], ("COUNTERS", Counters));
        Assert.Equal("", (await RunAsync(["credrank"])).Errors);
        Assert.Single(Calls("dotnet build"));

        await RunAsync(["test"], ("BUILD_FAILS", "1"));
        File.SetLastWriteTimeUtc(Path.Combine(folder.FullName, "functions", "Some.cs"), DateTime.UnixEpoch.AddYears(200));
        Assert.Contains("building", (await RunAsync(["credrank"])).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_s_packages_and_the_build_do_not_wait_for_each_other()
    {
        // Each waits for the other to have begun.
        Tool("npm", "mkdir -p node_modules; touch \"$CALLS.npm\"; until [ -e \"$CALLS.build\" ]; do :; done");
        Tool("dotnet", """
            [ "$1" = --version ] && { echo 10.0.100; exit; }
            [ "$1" != build ] || { touch "$CALLS.build"; until [ -e "$CALLS.npm" ]; do :; done; }
            """);
        Assert.Equal((0, "[demo]"), (await RunAsync(["demo"])) is var run ? (run.Code, run.Output) : default);
    }

    [Fact]
    public async Task A_demo_without_its_packages_is_not_begun()
    {
        Tool("npm", "exit 1");
        var (code, output, errors) = await RunAsync(["demo"]);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("npm ci failed", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_that_fails_is_tried_again_the_next_time()
    {
        var (code, output, errors) = await RunAsync(["credrank"], ("BUILD_FAILS", "1"));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("the build failed", errors, StringComparison.Ordinal);
        Assert.Equal(7, (await RunAsync(["credrank"])).Code);
    }

    [Fact]
    public async Task The_demo_installs_what_is_missing_once()
    {
        var (code, output, _) = await RunAsync(["demo", "--keep"]);
        Assert.Equal((0, "[demo][--keep]"), (code, output));
        await RunAsync(["demo"]);
        Assert.Single(Calls("npm ci"));

        File.WriteAllText(Path.Combine(folder.FullName, "package-lock.json"), "{}");
        File.SetLastWriteTimeUtc(Path.Combine(folder.FullName, "node_modules", ".package-lock.json"), DateTime.UnixEpoch.AddYears(30));
        await RunAsync(["demo"]);
        Assert.Equal(2, Calls("npm ci").Length);
    }

    [Theory]
    [InlineData("dotnet", "credrank", ".NET 10 SDK is missing")]
    [InlineData("node", "demo", "Node 20 with npm is missing")]
    [InlineData("npm", "serve", "Node 20 with npm is missing")]
    public async Task What_is_missing_is_named(string tool, string verb, string message)
    {
        File.Delete(Path.Combine(folder.FullName, "tools", tool));
        var (code, output, errors) = await RunAsync([verb]);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dotnet", "echo 9.0.305", "the .NET SDK is 9.0.305; Grain needs 10")]
    [InlineData("node", "echo v18.20.1", "Node is 18.20.1; Grain needs 20.19 or later")]
    [InlineData("node", "echo v20.18.3", "Node is 20.18.3; Grain needs 20.19 or later")]
    public async Task What_is_too_old_is_named(string tool, string says, string message)
    {
        Tool(tool, says);
        var (code, _, errors) = await RunAsync(["demo"]);
        Assert.Equal(1, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4", "0", "0", "0", 0, "4 passed, 0 failed")]
    [InlineData("3", "1", "1", "0", 1, "3 passed, 1 failed")]
    [InlineData("4", "0", "1", "0", 1, "4 passed, 1 failed")] // the run broke off after four
    [InlineData("4", "0", "0", "1", 1, "0 passed, 1 failed")] // the build
    [InlineData("0", "0", "0", "0", 1, "0 passed, 1 failed")] // nothing ran
    public async Task The_last_line_of_a_test_run_is_never_better_than_the_run(
        string passed, string failed, string testFails, string buildFails, int code, string lastLine)
    {
        var run = await RunAsync(
            ["test"], ("COUNTERS", string.Format(null, System.Text.CompositeFormat.Parse(Counters), passed, failed)),
            ("TEST_FAILS", testFails), ("BUILD_FAILS", buildFails));
        Assert.Equal(code, run.Code);
        Assert.Equal(lastLine, run.Output.TrimEnd('\n').Split('\n')[^1]);
    }

    [Fact]
    public async Task A_test_run_without_results_fails()
    {
        var run = await RunAsync(["test"]);
        Assert.Equal((1, "0 passed, 1 failed"), (run.Code, run.Output.Trim()));
    }

    [Theory]
    [InlineData("Journals", "--filter FullyQualifiedName~Journals")]
    [InlineData("--list-tests", "--list-tests")]
    public async Task Tests_can_be_chosen(string argument, string passedOn)
    {
        await RunAsync(["test", argument]);
        Assert.Contains(passedOn, Assert.Single(Calls("dotnet test")), StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(folder.FullName, "grain"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Path.Combine(folder.FullName, "tools");
        start.Environment["CALLS"] = Path.Combine(folder.FullName, "calls");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var script = Process.Start(start)!;
        var (output, errors) = (script.StandardOutput.ReadToEndAsync(), script.StandardError.ReadToEndAsync());
        await script.WaitForExitAsync();
        return (script.ExitCode, await output, await errors);
    }

    private string[] Calls(string beginning)
    {
        var file = Path.Combine(folder.FullName, "calls");
        return File.Exists(file) ? [.. File.ReadLines(file).Where(call => call.StartsWith(beginning, StringComparison.Ordinal))] : [];
    }

    private void Tool(string name, string body) =>
        Script(Path.Combine(folder.FullName, "tools", name), $"echo \"{name} $*\" >>\"$CALLS\"\n{body}");

    private static void Script(string path, string body)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/bash\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
