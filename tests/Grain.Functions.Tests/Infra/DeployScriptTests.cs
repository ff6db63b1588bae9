using CliWrap;
using CliWrap.Buffered;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Infra;

/// <summary>
/// The steps of a deployment, with programs in the place of Azure's that write down how they are called, and answer as Azure does.
/// </summary>
public sealed class DeployScriptTests : IDisposable
{
    private const string Refused = "(InaccessibleStorageException) Failed to access storage account: 403 Forbidden";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain deploy ");

    private readonly Dictionary<string, string?> environment = [];

    public DeployScriptTests()
    {
        foreach (var name in (string[])["infra", "bin", "artifacts"]) folder.CreateSubdirectory(name);
        foreach (var name in (string[])["infra/deploy", "infra/main.bicepparam"]) File.Copy(Repository.File(name), At(name));
        File.WriteAllText(At("artifacts/grain-functions.zip"), "not really");
        Program("../grain", "");
        Program("curl", "[ -e answers ] || { touch answers; exit 22; }"); // at the first time nothing answers
        Program("sleep", "");
        Az("false");
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_first_time_keys_are_made_and_the_package_is_tried_until_Azure_knows_the_roles()
    {
        Az("false", refusals: 2);
        var (code, output, error) = await DeployAsync("up", "--name", "hello", "--location", "westeurope");
        Assert.True(code == 0, error);
        Assert.Equal(2, Count("trying again", error));
        Assert.Equal(3, Called("az functionapp deployment source config-zip --ids /app "));
        Assert.Equal(1, Called("az deployment sub create --name grain-hello --location westeurope --parameters"));
        Assert.Contains("Grain runs at https://hello.example", output, StringComparison.Ordinal);
        Assert.Contains("GRAIN_KEY=$(cat .azure/hello/owner.key)", output, StringComparison.Ordinal);
        var key = File.ReadAllText(At(".azure/hello/owner.key"));
        Assert.Matches("^grain_[0-9a-f]{64}$", key);
        Assert.Contains($"GRAIN_OWNER_KEY_HASH=\"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.ASCII.GetBytes(key)))}\"", State(), StringComparison.Ordinal);
        Assert.Matches("GRAIN_SECRET_KEYS=\"[A-Za-z0-9+/]{43}=\"", State());
        Assert.Matches("GRAIN_BUDGET_START=\"[0-9]{4}-[0-9]{2}-01\"", State());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At(".azure/hello/owner.key")));
    }

    [Fact]
    public async Task A_second_time_nothing_is_made_anew()
    {
        await DeployAsync("keys", "--name", "hello");
        var (key, state) = (File.ReadAllText(At(".azure/hello/owner.key")), State());
        await DeployAsync("keys", "--name", "hello");
        Assert.Equal((key, state), (File.ReadAllText(At(".azure/hello/owner.key")), State()));
    }

    [Fact]
    public async Task What_was_decided_once_stays_decided()
    {
        environment["GRAIN_SIZE"] = "large";
        environment["GRAIN_ALERT_MAIL"] = "ada@example.org";
        await DeployAsync("up", "--name", "hello", "--location", "westeurope");
        environment["GRAIN_SIZE"] = environment["GRAIN_ALERT_MAIL"] = null;
        await DeployAsync("up", "--name", "hello");
        Assert.Equal(2, Called("templates see large ada@example.org"));
        environment["GRAIN_SIZE"] = "small";
        await DeployAsync("up", "--name", "hello");
        Assert.Equal(1, Called("templates see small ada@example.org"));
        Assert.Contains("GRAIN_SIZE=\"small\"", State(), StringComparison.Ordinal);

        Program("azd", "");
        environment["GRAIN_SIZE"] = "large";
        await DeployAsync("keys", "--name", "hello", "--azd");
        Assert.Equal(1, Called("azd env set GRAIN_SIZE large"));
    }

    [Fact]
    public async Task From_another_machine_the_keys_are_those_that_the_app_has()
    {
        Az("true");
        var (code, output, error) = await DeployAsync("up", "--name", "hello", "--location", "westeurope");
        Assert.True(code == 0, error);
        Assert.Contains("GRAIN_OWNER_KEY_HASH=\"value of Grain__OwnerKey\"", State(), StringComparison.Ordinal);
        Assert.Contains("GRAIN_SECRET_KEYS=\"value of Grain__SecretKeys\"", State(), StringComparison.Ordinal);
        Assert.Contains("GRAIN_BUDGET_START=\"2026-01-01\"", State(), StringComparison.Ordinal);
        Assert.False(File.Exists(At(".azure/hello/owner.key")));
        Assert.Contains("GRAIN_KEY=…", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_matter_of_time_is_not_tried_again()
    {
        Az("true", refusals: 100, says: "the package is broken");
        var (code, _, error) = await DeployAsync("code", "--name", "hello");
        Assert.Equal((1, 1), (code, Called("az functionapp deployment source config-zip")));
        Assert.Contains("the package is broken", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_signed_in_makes_no_keys()
    {
        Program("az", "exit 1");
        var (code, _, error) = await DeployAsync("keys", "--name", "hello");
        Assert.Equal(1, code);
        Assert.Contains("az login", error, StringComparison.Ordinal);
        Assert.False(File.Exists(At(".azure/hello/owner.key")));
    }

    [Fact]
    public async Task Azd_keeps_what_was_decided_and_deploys()
    {
        Program("azd", """[ "$1 $2" != "env set" ] || echo "$3=\"$4\"" >> .azure/hello/.env""");
        var (code, _, error) = await DeployAsync("keys", "--name", "hello", "--azd");
        Assert.True(code == 0, error);
        Assert.Equal(3, Called("azd env set GRAIN_"));
        Az("true");
        Assert.Equal(0, (await DeployAsync("code", "--name", "hello", "--azd")).Code);
        Assert.Equal(1, Called("azd deploy grain --environment hello --from-package "));
    }

    [Theory]
    [InlineData("hello\n", 0, 1)]
    [InlineData("yes\n", 1, 0)]
    [InlineData("", 1, 0)]
    public async Task Nothing_is_deleted_by_mistake(string answer, int code, int deleted)
    {
        Assert.Equal(code, (await DeployAsync(answer, ["down", "--name", "hello"])).Code);
        Assert.Equal(deleted, Called("az group delete --name rg-hello --yes"));
    }

    [Theory]
    [InlineData("up", "--name", "no/name")]
    [InlineData("up", "--location", "westeurope")]
    [InlineData("nothing", "--name", "hello")]
    [InlineData("up", "--name", "hello", "--what")]
    public async Task Wrong_usage_calls_nothing(params string[] arguments)
    {
        Assert.NotEqual(0, (await DeployAsync(arguments)).Code);
        Assert.Equal(0, Called("az"));
    }

    private string At(string path) => Path.Combine(folder.FullName, path);

    private string State() => File.ReadAllText(At(".azure/hello/.env"));

    private int Called(string command) =>
        File.Exists(At("calls")) ? File.ReadLines(At("calls")).Count(line => line.StartsWith(command, StringComparison.Ordinal)) : 0;

    private static int Count(string word, string text) => text.Split(word).Length - 1;

    /// <summary>Azure, with or without a Grain of this name, that refuses a package so many times.</summary>
    private void Az(string there, int refusals = 0, string says = Refused) => Program("az", $"""
        case "$*" in
          "deployment sub create"*) echo "templates see $GRAIN_SIZE $GRAIN_ALERT_MAIL" >> calls ;;
          "group exists"*) echo {there} ;;
          "group show"*) echo 2026-01-01 ;;
          "resource list"*) echo /app ;;
          "resource show"*) echo hello.example ;;
          *"appsettings list"*) echo "$*" | sed "s/.*name=='\([A-Za-z_]*\)'.*/value of \1/" ;;
          *config-zip*)
            tried=$(cat tried 2>/dev/null || echo 0)
            echo $((tried + 1)) > tried
            [ "$tried" -ge {refusals} ] || echo "{says}" >&2
            [ "$tried" -ge {refusals} ]
            ;;
        esac
        """);

    private void Program(string name, string script)
    {
        var path = Path.GetFullPath(At($"bin/{name}"));
        File.WriteAllText(path, $"""
            #!/bin/bash
            cd '{folder.FullName}'
            echo "{Path.GetFileName(name)} $*" >> calls
            {script}

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<(int Code, string Output, string Error)> DeployAsync(params string[] arguments) => DeployAsync("", arguments);

    private async Task<(int Code, string Output, string Error)> DeployAsync(string input, string[] arguments)
    {
        environment["PATH"] = $"{At("bin")}:/usr/local/bin:/usr/bin:/bin";
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
            if (name.StartsWith("AZURE_", StringComparison.Ordinal) || name.StartsWith("GRAIN_", StringComparison.Ordinal))
                environment.TryAdd(name, null);
        var result = await Cli.Wrap("bash").WithArguments([At("infra/deploy"), .. arguments]).WithEnvironmentVariables(environment)
            .WithStandardInputPipe(PipeSource.FromString(input)).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return (result.ExitCode, result.StandardOutput, result.StandardError);
    }
}
