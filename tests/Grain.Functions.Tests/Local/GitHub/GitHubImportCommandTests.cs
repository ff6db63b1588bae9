using System.Net;
using System.Text.Json.Nodes;
using Grain.Local.Verbs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;
using static Grain.Functions.Tests.Local.GitHub.Yard;

namespace Grain.Functions.Tests.Local.GitHub;

/// <summary>The verb, with a server that answers as GitHub does.</summary>
public sealed class GitHubImportCommandTests
{
    [Fact]
    public async Task The_verb_imports_from_a_server_and_tells_who_has_what()
    {
        using var github = new FakeGraph();
        github.Repositories["octo/field"] = github.Repositories["octo/old"] = Repository();
        Merge(Thing(github.Repositories["octo/field"], "PullRequest", 1, Ada, 1), Bob, 2);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var server = builder.Build();
        server.Run(async context =>
        {
            Assert.Equal(("/graphql", "Bearer a-token"), (context.Request.Path.Value, context.Request.Headers.Authorization.ToString()));
            var question = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            await context.Response.WriteAsync(github.Ask(question).ToJsonString());
        });
        await server.StartAsync();

        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        var settings = new Dictionary<string, string> { ["AzureWebJobsStorage"] = app.ConnectionString, ["GITHUB_TOKEN"] = "a-token" };
        var (code, output, error) = await CommandLine.GrainProcessAsync(
            settings, "import", "github", "octo/old", "--space", space, "--api", server.Urls.First());
        Assert.True(code == 0, error);
        Assert.Contains("octo/Field: 1 pull request; 3 grants: 3 written, 0 were there", output, StringComparison.Ordinal);
        Assert.Matches(@"10\s+Ada\s+github/ada\s+1 pull_request\.merged, 1 pull_request\.opened", output);
        Assert.Contains("octo/old is called octo/Field now", error, StringComparison.Ordinal);
        Assert.Contains($"./grain import github octo/Field --space {space} --from-first", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("octo")]
    [InlineData("octo/field/more")]
    [InlineData("octo/field", "--only", "commits")]
    [InlineData("octo/field", "--since", "soon")]
    [InlineData("octo/field", "--api", "github")]
    public void Wrong_usage_is_told_before_anything_is_asked(params string[] arguments) =>
        Assert.NotEmpty(GitHubImportCommand.Create().Parse([.. arguments, "--space", "field"]).Errors);
}
