using System.Text.Json;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Hosting.OpenApi;
using Xunit;

namespace Grain.Functions.Tests.Hosting.OpenApi;

/// <summary>How functions and descriptions become operations.</summary>
public sealed class ApiOperationTests
{
    private static readonly ApiFunction ByPath = new("ThingsRead", "GET", "things/{id:regex(^(?!all$))}");
    private static readonly ApiFunction ByQuery = new("ThingsReadById", "GET", "things");

    [Fact]
    public void Two_addresses_share_a_description_and_the_id_is_where_each_has_it()
    {
        var document = Document([ByPath, ByQuery],
            new() { ["ThingsRead"] = new("getThing", Read()), ["ThingsReadById"] = new("getThingById", Read()) });
        var (path, query) = (document.GetProperty("paths").GetProperty("/things/{id}").GetProperty("get"),
            document.GetProperty("paths").GetProperty("/things").GetProperty("get"));
        Assert.Equal(("getThing", "getThingById"),
            (path.GetProperty("operationId").GetString(), query.GetProperty("operationId").GetString()));
        foreach (var (operation, where) in new[] { (path, "path"), (query, "query") })
        {
            var parameter = Assert.Single(operation.GetProperty("parameters").EnumerateArray());
            Assert.Equal(("id", where, true, "Its id."), (parameter.GetProperty("name").GetString(), parameter.GetProperty("in")
                .GetString(), parameter.GetProperty("required").GetBoolean(), parameter.GetProperty("description").GetString()));
        }

        Assert.True(query.GetProperty("responses").TryGetProperty("400", out _)); // the id may be missing
    }

    [Fact]
    public void A_query_value_has_the_type_that_is_named()
    {
        var document = Document([ByQuery], new()
        {
            ["ThingsReadById"] = new("getThing",
                Read().Query("by", "What.", "name", "age").Query<int>("skip", "How many.", 0).Query<long>("after", "What.", 1, 9)
                .Query<bool>("open", "Whether.").Query<DateOnly>("from", "When.").Query<DateTimeOffset>("at", "When.")),
        });
        var schemas =
            document.GetProperty("paths").GetProperty("/things").GetProperty("get").GetProperty("parameters").EnumerateArray().Skip(1)
            .Select(parameter => parameter.GetProperty("schema").GetRawText());
        Assert.Equal(
            [
                """{"enum":["name","age"],"type":"string"}""",
                """{"minimum":0,"type":"integer","format":"int32"}""",
                """{"maximum":9,"minimum":1,"type":"integer","format":"int64"}""",
                """{"type":"boolean"}""",
                """{"type":"string","format":"date"}""",
                """{"type":"string","format":"date-time"}""",
            ],
            schemas);
    }

    [Fact]
    public void A_function_without_a_description_is_named()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Document([ByPath], []));
        Assert.Contains("ThingsRead", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_does_not_fit_its_route_is_named()
    {
        var unknown = Assert.Throws<InvalidOperationException>(() =>
            Document([ByPath], new() { ["ThingsRead"] = new("getThing", Read().Path("name", "Its name.")) }));
        Assert.Contains("path value name", unknown.Message, StringComparison.Ordinal);
        var missing = Assert.Throws<InvalidOperationException>(() =>
            Document([ByPath], new() { ["ThingsRead"] = new("getThing", new ApiOperation("Things", "A thing").For(Role.Reader)) }));
        Assert.Contains("path value id", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_that_is_none_is_named()
    {
        var taken = Read().Takes(Shape.Json("""{"type":"objekt"}"""));
        Assert.ThrowsAny<Exception>(() => Document([ByQuery], new() { ["ThingsReadById"] = new("getThing", taken) }));
    }

    [Fact]
    public void A_function_names_the_description_that_stands_beside_it()
    {
        Assert.Equal([("Good", "getGood")], OperationAttribute.In([typeof(Described)]).Select(each => (each.Key, each.Value.Id)));
        var fault = Assert.Throws<InvalidOperationException>(() => OperationAttribute.In([typeof(Undescribed)]));
        Assert.Contains("Nowhere", fault.Message, StringComparison.Ordinal);
    }

    private static class Described
    {
        private static ApiOperation It => Read();

        [Operation("getGood", nameof(It))]
        public static void Good() { }
    }

    private static class Undescribed
    {
        [Operation("getBad", "Nowhere")]
        public static void Bad() { }
    }

    private static ApiOperation Read() =>
        new ApiOperation("Things", "A thing").For(Role.Reader).Key("id", "Its id.").Answers(200, "The thing.", Shape.Text, "text/plain");

    private static JsonElement Document(IEnumerable<ApiFunction> functions, Dictionary<string, ApiDescription> descriptions) =>
        JsonDocument.Parse(ApiDocument.Json(ApiDocument.Of(functions, descriptions, []))).RootElement;
}
