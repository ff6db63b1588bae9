using Grain.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>An app whose manifests and code do not agree does not start, and says why.</summary>
public sealed class FunctionChecksTests
{
    private static readonly (string, string) Things = ("Things", TestAppRoot.Http("things/{*rest}", "get"));

    [Fact]
    public Task A_manifest_without_a_handler() => RefusedAsync("Things has a manifest and no handler.", _ => { }, Things);

    [Fact]
    public Task A_handler_without_a_manifest() =>
        RefusedAsync("Work has a handler and no manifest.", app => app.MapQueueFunction("Work", (_, _) => Task.CompletedTask));

    [Fact]
    public Task A_handler_of_another_kind() =>
        RefusedAsync("Things is mapped as another kind", app => app.MapQueueFunction("Things", (_, _) => Task.CompletedTask), Things);

    [Fact]
    public Task A_name_in_other_letters() =>
        RefusedAsync("things is called Things by its manifest's folder.", app => app.MapHttpFunction("things"), Things);

    [Fact]
    public Task A_function_mapped_twice() => RefusedAsync("mapped twice", app =>
    {
        app.MapHttpFunction("Things");
        app.MapHttpFunction("Things");
    }, Things);

    [Fact]
    public Task An_endpoint_outside_its_manifest_s_route() => RefusedAsync(
        "The endpoint api/other lies outside Things's route things/{*rest}.",
        app => app.MapHttpFunction("Things").MapGet("/other", () => Results.Ok()),
        Things);

    [Fact]
    public Task An_endpoint_with_a_method_the_host_never_sends() => RefusedAsync(
        "The endpoint DELETE api/things/{id} has a method that Things's manifest does not list.",
        app => app.MapHttpFunction("Things").MapDelete("/things/{id}", () => Results.Ok()),
        Things);

    [Fact]
    public Task An_endpoint_of_no_function() =>
        RefusedAsync("The endpoint /api/lost belongs to no HTTP function.", app => app.MapGet("/api/lost", () => Results.Ok()));

    [Fact]
    public Task Two_functions_for_one_path() => RefusedAsync("The routes of More and Things overlap", app =>
    {
        app.MapHttpFunction("Things");
        app.MapHttpFunction("More");
    }, Things, ("More", TestAppRoot.Http("things/more", "get", "put")));

    [Fact]
    public async Task Methods_can_keep_two_functions_apart()
    {
        using var root = new TestAppRoot(Things, ("More", TestAppRoot.Http("things/more", "put")));
        await using var app = await TestApp.StartAsync(root, app =>
        {
            app.MapHttpFunction("Things").MapGet("/things", () => Results.Text("got"));
            app.MapHttpFunction("More").MapPut("/things/more", () => Results.Text("put"));
        });
        Assert.Equal("got", await app.Client.GetStringAsync(new Uri("/api/things", UriKind.Relative)));
    }

    [Theory]
    [InlineData("""{"bindings":[]}""", "0 triggers")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","name":"a","schedule":"0 0 0 * * *"},{"type":"queueTrigger","name":"b","queueName":"q"}]}""", "2 triggers")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","name":"a","schedule":"0 0 0 * * *"},{"type":"queue","name":"A"}]}""", "two bindings called 'A'")]
    [InlineData("""{"bindings":[{"type":"eventHubTrigger","name":"a"}]}""", "eventHubTrigger")]
    [InlineData("""{"bindings":[{"type":"queueTrigger","name":"a"}]}""", "Wrong/function.json")]
    [InlineData("""{"bindings":[{"type":"queueTrigger","name":"a","queueName":"%Missing%"}]}""", "Missing")]
    [InlineData("[", "Wrong/function.json")]
    public Task A_manifest_that_the_host_would_not_take(string manifest, string reason) => RefusedAsync(reason, _ => { }, ("Wrong", manifest));

    [Fact]
    public async Task A_root_without_host_json_is_refused()
    {
        using var root = new TestAppRoot();
        File.Delete(Path.Combine(root.Folder, "host.json"));
        Assert.Contains("no host.json", (await Assert.ThrowsAsync<ManifestException>(() => TestApp.StartAsync(root, _ => { }))).Message, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(string reason, Action<WebApplication> map, params (string, string)[] functions)
    {
        using var root = new TestAppRoot(functions);
        var fault = await Assert.ThrowsAsync<ManifestException>(() => TestApp.StartAsync(root, map));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }
}
