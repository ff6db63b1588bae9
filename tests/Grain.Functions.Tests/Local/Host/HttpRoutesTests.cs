using Grain.Local.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Local.Host;

/// <summary>Requests find their functions as they do under the real host.</summary>
public sealed class HttpRoutesTests
{
    [Fact]
    public async Task A_template_gives_its_values()
    {
        var found = await FindAsync([Described.Http("A", "api/things/{id}/{n:int?}", "get")], "GET", "/api/Things/abc/3");
        Assert.Equal("A", found?.Function.Name);
        Assert.Equal("abc", found?.Values["id"]);
        Assert.Equal("3", found?.Values["n"]);
    }

    [Theory]
    [InlineData("/api/things/abc", "A")]
    [InlineData("/api/things/abc/x", null)]
    [InlineData("/api/things", null)]
    [InlineData("/api/files/a/b/c", "B")]
    [InlineData("/api/files", "B")]
    [InlineData("/things/abc", null)]
    public async Task Constraints_and_optional_and_catch_all_parameters_count(string path, string? name)
    {
        var found = await FindAsync([Described.Http("A", "api/things/{id}/{n:int?}", "get"),
            Described.Http("B", "api/files/{*path}", "get")], "GET", path);
        Assert.Equal(name, found?.Function.Name);
    }

    [Fact]
    public async Task The_first_in_order_wins_over_a_more_special_one()
    {
        var found =
            await FindAsync([Described.Http("A", "api/{id}", "get"), Described.Http("B", "api/claims", "get")], "GET", "/api/claims");
        Assert.Equal("A", found?.Function.Name);
    }

    [Fact]
    public async Task A_function_with_other_methods_is_passed_over()
    {
        HostedFunction[] functions =
            [Described.Http("A", "api/{id}", "get"), Described.Http("B", "api/{id}", "post", "PUT"), Described.Http("C", "api/any")];
        Assert.Equal("B", (await FindAsync(functions, "PUT", "/api/x"))?.Function.Name);
        Assert.Null(await FindAsync(functions, "DELETE", "/api/x"));
        Assert.Equal("C", (await FindAsync(functions, "DELETE", "/api/any"))?.Function.Name);
    }

    [Fact]
    public async Task The_prefix_comes_first_and_the_name_stands_for_a_missing_template()
    {
        Assert.NotNull(await FindAsync([Described.Http("Alone", null, "get")], "GET", "/api/alone", "api"));
        Assert.Null(await FindAsync([Described.Http("Alone", null, "get")], "GET", "/alone", "api"));
    }

    private static async Task<(HostedFunction Function, Microsoft.AspNetCore.Routing.RouteValueDictionary Values)?> FindAsync(
        HostedFunction[] functions, string method, string path, string prefix = "")
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        (context.Request.Method, context.Request.Path) = (method, path);
        return await new HttpRoutes(functions, prefix).FindAsync(context);
    }
}
