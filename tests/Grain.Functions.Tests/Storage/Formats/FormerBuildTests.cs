using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using CliWrap;
using CliWrap.Buffered;
using Grain.Functions.Storage.Formats;
using Grain.Functions.Tests.Fixtures;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Spaces;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Host;
using Xunit;

namespace Grain.Functions.Tests.Storage.Formats;

/// <summary>The build of the version before in processes of its own, beside this one.</summary>
public sealed class FormerBuildTests : IDisposable
{
    private const string Option = "Grain.Format";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain former ");
    private readonly string account = MemoryAccount.New();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_property_of_the_build_becomes_the_option_of_the_app()
    {
        var without = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToDictionary(name => name, _ => (string?)null);
        var asked = await Cli.Wrap("dotnet").WithWorkingDirectory(Repository.Root).WithEnvironmentVariables(without)
            .WithArguments(["msbuild", "functions/Grain.Functions.csproj", "-getItem:RuntimeHostConfigurationOption", "-p:GrainFormat=1",
                "-nodeReuse:false"]).ExecuteBufferedAsync();
        var options = JsonNode.Parse(asked.StandardOutput)!["Items"]!["RuntimeHostConfigurationOption"]!.AsArray();
        Assert.Equal("1", (string?)Assert.Single(options, each => (string?)each!["Identity"] == Option)!["Value"]);
    }

    [Fact]
    public async Task Two_builds_side_by_side_count_once_and_the_former_one_refuses_after_the_move()
    {
        var former = CopyOfApp();
        var connection = await Azurite.ConnectionStringAsync(account);
        await using (var old = await StartAsync(connection, former))
        {
            using var client = TestHost.ClientOf(old.Address);
            Assert.Equal("1 1", await FormatsAsync(client));
            await OkAsync(client.PutAsJsonAsync("/api/spaces/moss", new { }));
            await using var young = await TestHost.StartAsync(connection, Settings());
            using var next = TestHost.ClientOf(young.Address);
            Assert.Equal("1 2", await FormatsAsync(next));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => OkAsync(SendAsync(i % 2 == 0 ? client : next))));
            foreach (var each in new[] { client, next })
                Assert.Contains("\"totalRequests\":20,", await each.GetStringAsync(new Uri("/api/spaces/moss/stats", UriKind.Relative)),
                    StringComparison.Ordinal);
        }

        await new TableClient(connection, "spaces").UpsertEntityAsync(
            new TableEntity(StoredKinds.FormatsPartition, "storage") { ["Format"] = 1, ["Before"] = 1, ["InForce"] = 2 });
        var before = await AccountImage.ReadAsync(connection);
        await using (var back = await StartAsync(connection, former))
        {
            using var client = TestHost.ClientOf(back.Address);
            using var refused = await SendAsync(client);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("newer-storage", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        ImageAssert.Equal(before, await AccountImage.ReadAsync(connection));
    }

    /// <summary>The app as it was built, with the line that the option would have written.</summary>
    private string CopyOfApp()
    {
        var built = Repository.File(Path.Combine("functions", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0"));
        foreach (var file in Directory.EnumerateFiles(built)) File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        var path = Path.Combine(folder.FullName, "Grain.Functions.runtimeconfig.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config["runtimeOptions"]!["configProperties"]![Option] = 1;
        File.WriteAllText(path, config.ToJsonString());
        return folder.FullName;
    }

    private static Task<FunctionsHost> StartAsync(string connection, string folder) =>
        TestHost.StartProcessAsync(connection, Settings(), folder: folder);

    private static Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string> { ["Grain__LogLevel"] = "Warning" };
        foreach (var timer in DueWork.OfTimers.Keys) settings[$"AzureWebJobs_{timer}_Disabled"] = "true";
        return settings;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client)
    {
        var facts = Enumerable.Range(0, 20).Select(i =>
            $$"""{"id":"r{{i}}","caller":"caller-{{i % 4}}","at":"2024-01-{{10 + (i % 9)}}T08:00:00Z","model":"small"}""");
        var content = new StringContent($"[{string.Join(',', facts)}]", null, "application/json");
        return client.PostAsync(new Uri("/api/spaces/moss/activity", UriKind.Relative), content);
    }

    private static async Task OkAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<string> FormatsAsync(HttpClient client)
    {
        var formats = await client.GetFromJsonAsync<JsonElement>("/api/formats");
        return $"{formats.GetProperty("inForce").GetInt32()} {formats.GetProperty("known").GetInt32()}";
    }
}
