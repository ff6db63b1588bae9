using CliWrap;
using CliWrap.Buffered;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Infra;

/// <summary>A release, in a small repository with programs in the place of those that build for minutes.</summary>
public sealed class ReleaseScriptTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain release ");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>What the SDK leaves of the app's build, and a package.</summary>
    private const string Package = "mkdir -p artifacts functions/obj/Release; touch functions/obj/Release/WorkerExtensions.csproj; "
        + "echo same > artifacts/grain-functions.zip; echo other > artifacts/grain-linux-x64.tar.gz";

    [Fact]
    public async Task What_is_unreleased_becomes_the_entry_of_the_version_and_is_handed_out_with_checksums()
    {
        await MakeAsync(Package);
        Assert.Equal(0, (await RunAsync("infra/release", "note", "0.2.0")).Code);
        Assert.Contains("<Version>0.2.0</Version>", Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Matches("^# Changelog\n\n## Unreleased\n\n## 0.2.0 - [0-9-]{10}\n\n- One\n\n## 0.1.0 - 2026-01-01\n\n- Zero\n$",
            Read("CHANGELOG.md"));
        Assert.NotEqual(0, (await RunAsync("infra/release", "build")).Code); // it is not committed

        await GitAsync("commit", "--quiet", "--all", "--message", "0.2.0");
        var (code, output, error) = await RunAsync("infra/release", "build");
        Assert.True(code == 0, error);
        Assert.Equal(["NOTES.md", "dashboard.cdx.json", "grain-functions-host.cdx.json", "grain-functions.cdx.json", "grain-functions.zip",
            "grain-linux-x64.cdx.json", "grain-linux-x64.tar.gz"], output.TrimEnd().Split('\n').Select(line => line[66..]));
        Assert.Equal("{\n}\n", Read("artifacts/release/grain-functions.cdx.json"));
        Assert.Equal("\n- One\n\n", Read("artifacts/release/NOTES.md"));
        Assert.Equal(0, (await RunAsync("bash", "-c", "cd artifacts/release && sha256sum --check SHA256SUMS")).Code);
        Assert.NotEqual(0, (await RunAsync("infra/release", "note", "0.2.0")).Code); // it is there already
    }

    [Fact]
    public async Task An_entry_is_found_in_a_changelog_that_is_longer_than_a_pipe_holds()
    {
        await MakeAsync("");
        File.WriteAllText(At("CHANGELOG.md"), $"# Changelog\n\n## Unreleased\n\n{string.Concat(Enumerable.Repeat("- One\n", 30_000))}");
        var (code, _, error) = await RunAsync("infra/release", "note", "0.2.0");
        Assert.True(code == 0, error);
    }

    [Fact]
    public async Task Builds_that_depend_on_their_folder_are_not_handed_out()
    {
        await MakeAsync("mkdir -p artifacts; pwd > artifacts/grain-functions.zip");
        var (code, _, error) = await RunAsync("infra/release", "build");
        Assert.Equal(1, code);
        Assert.Contains("differ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_the_changelog_does_not_tell_of_is_not_built()
    {
        await MakeAsync("touch built");
        File.WriteAllText(At("Directory.Build.props"), "<Version>0.3.0</Version>\n");
        await GitAsync("commit", "--quiet", "--all", "--message", "0.3.0");
        var (code, _, error) = await RunAsync("infra/release", "build");
        Assert.Equal((1, "release: CHANGELOG.md has no entry of 0.3.0: infra/release note VERSION makes it\n"), (code, error));
    }

    [Theory]
    [InlineData("note", "1.2")]
    [InlineData("note", "1.2.3; true")]
    [InlineData("else", "")]
    public async Task Wrong_usage_changes_nothing(string verb, string version)
    {
        await MakeAsync("");
        Assert.NotEqual(0, (await RunAsync("infra/release", verb, version)).Code);
        Assert.Equal("", (await GitAsync("status", "--porcelain")).Output);
    }

    private async Task MakeAsync(string package)
    {
        folder.CreateSubdirectory("infra/release-tools/node_modules/.bin");
        File.Copy(Repository.File("infra/release"), At("infra/release"));
        File.WriteAllText(At("CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n- One\n\n## 0.1.0 - 2026-01-01\n\n- Zero\n");
        File.WriteAllText(At("Directory.Build.props"), "<Version>0.1.0</Version>\n");
        File.WriteAllText(At(".gitignore"), "artifacts/\nbin/\n");
        Program("grain", package);
        Program("infra/release-tools/node_modules/.bin/cyclonedx-npm", """echo '{}' > "$6" """);
        folder.CreateSubdirectory("bin");
        Program("bin/dotnet", """[ "$1" = tool ] || printf '{\n  "timestamp": 1\n}\n' > "$4/$6" """);
        Program("bin/npm", "");
        await GitAsync("init", "--quiet");
        await GitAsync("add", "--force", "infra", "grain", "CHANGELOG.md", "Directory.Build.props", ".gitignore");
        await GitAsync("commit", "--quiet", "--message", "0.1.0");
    }

    private string At(string path) => Path.Combine(folder.FullName, path);

    private string Read(string path) => File.ReadAllText(At(path));

    private void Program(string path, string script)
    {
        File.WriteAllText(At(path), $"#!/bin/bash\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<(int Code, string Output, string Error)> GitAsync(params string[] arguments) =>
        RunAsync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", .. arguments]);

    private async Task<(int Code, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        var result = await Cli.Wrap(program.StartsWith("infra/", StringComparison.Ordinal) ? At(program) : program).WithArguments(arguments)
            .WithWorkingDirectory(folder.FullName)
            .WithEnvironmentVariables(new Dictionary<string, string?> { ["PATH"] = $"{At("bin")}:/usr/local/bin:/usr/bin:/bin" })
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return (result.ExitCode, result.StandardOutput, result.StandardError);
    }
}
