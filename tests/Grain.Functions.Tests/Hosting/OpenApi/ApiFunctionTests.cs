using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Xunit;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>What the document takes from a function's metadata: its bindings as the worker has them.</summary>
public sealed class ApiFunctionTests
{
    private const string Answer = """{"name":"$return","type":"http","direction":"Out"}""";

    [Fact]
    public void An_http_trigger_below_the_prefix_is_a_function_of_the_api()
    {
        var function = ApiFunction.Of(FunctionCatalogue.Read("GrantsAppend", [Trigger("api/spaces/{space}/grants", "post"), Answer]));
        Assert.Equal(new ApiFunction("GrantsAppend", "POST", "spaces/{space}/grants"), function);
    }

    [Theory]
    [InlineData("""{"name":"message","type":"queueTrigger","direction":"In","queueName":"grants"}""")]
    [InlineData("""{"name":"timer","type":"timerTrigger","direction":"In","schedule":"0 */5 * * * *"}""")]
    [InlineData("""{"name":"request","type":"httpTrigger","direction":"In","route":"pages/{page}","methods":["get"]}""")]
    [InlineData("""{"name":"request","type":"httpTrigger","direction":"In","route":"apis","methods":["get"]}""")]
    [InlineData("""{"name":"request","type":"httpTrigger","direction":"In","methods":["get"]}""")]
    [InlineData("""{"name":"request","type":"httpTrigger","direction":"In","route":"api/{*path}"}""")] // what answers for unknown addresses
    public void Other_functions_are_no_part_of_it(string binding) =>
        Assert.Null(ApiFunction.Of(FunctionCatalogue.Read("Other", [binding, Answer])));

    [Theory]
    [InlineData("""{"type":"httpTrigger","route":"api/x","methods":["get","put"]}""")]
    public void It_takes_one_method(string binding)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => ApiFunction.Of(FunctionCatalogue.Read("Several", [binding])));
        Assert.Contains("Several", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openapi.json", "/openapi.json", "")]
    [InlineData("spaces/{space}", "/spaces/{space}", "space")]
    [InlineData("spaces/{space}/grain/payouts.csv", "/spaces/{space}/grain/payouts.csv", "space")]
    [InlineData("spaces/{space}/contributors/{id:regex(^(?!proof$|explain$))}", "/spaces/{space}/contributors/{id}", "space,id")]
    [InlineData("spaces/{space}/credits/{node:regex(^[a-z]{{1,3}}$)}/export", "/spaces/{space}/credits/{node}/export", "space,node")]
    [InlineData("spaces/{space}/badge/{id}.svg", "/spaces/{space}/badge/{id}.svg", "space,id")]
    [InlineData("spaces/{space}/accounts/{*id:minlength(1)}", "/spaces/{space}/accounts/{id}", "space,id")]
    [InlineData("spaces/{space}/contributors/{*id:regex(^(?!(.*/)?(explain|proof)/?$).+$)}", "/spaces/{space}/contributors/{id}",
        "space,id")]
    [InlineData("spaces/{space}/contributors/{*id:regex(^(?<id>.+)/explain/?$)}", "/spaces/{space}/contributors/{id}/explain", "space,id")]
    [InlineData("credits/{*node:regex(^(?<node>.+)/replicas/(?<replica>[^/]+)/revoke/?$)}", "/credits/{node}/replicas/{replica}/revoke",
        "node,replica")]
    public void Constraints_are_no_part_of_the_address(string route, string path, string values)
    {
        var function = new ApiFunction("Any", "GET", route);
        Assert.Equal((path, values), (function.Path, string.Join(',', function.PathValues)));
    }

    private static string Trigger(string route, string method, string level = "Function") =>
        $$$"""
        {"name":"request","type":"httpTrigger","direction":"In","authLevel":"{{{level}}}","methods":["{{{method}}}"],"route":"{{{route}}}",
         "properties":{}}
        """;
}
