using System.Net;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Ids that stand in the query.</summary>
public sealed class QueryIdTests
{
    [Theory]
    [InlineData("GET", "contributors")]
    [InlineData("GET", "contributors/explain")]
    [InlineData("GET", "credits")]
    [InlineData("POST", "grain/payouts/executed")]
    [InlineData("POST", "quarantine/release")]
    [InlineData("GET", "activity/people")]
    [InlineData("GET", "badge.svg")]
    [InlineData("POST", "scores/contribute", """{"key":"k","points":1}""")]
    public async Task What_is_wrong_with_one_is_told_under_the_name_that_the_caller_used(string method, string address, string? body = null)
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        string[] wrong = address == "contributors/explain" ? ["", "?id="] : ["", "?id=", $"?id={new string('x', 1000)}"];
        foreach (var query in wrong)
        {
            var (status, problem) = await app.SendAsync(new HttpMethod(method), $"spaces/{space}/{address}{query}", body);
            Assert.Equal((HttpStatusCode.BadRequest, "id"), (status, problem.GetProperty("errors")[0].GetProperty("path").GetString()));
        }
    }
}
