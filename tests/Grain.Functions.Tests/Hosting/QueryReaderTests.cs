using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Sent;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>How functions take the query apart: as the types they need, and all faults at once.</summary>
public sealed class QueryReaderTests
{
    [Fact]
    public void Values_come_as_their_types()
    {
        var query = Of("?by=cred%20a&limit=-5&after=9223372036854775807&open=True&from=2026-11-15");
        Assert.Equal("cred a", query.Text("by"));
        Assert.Equal(-5, query.Int32("limit"));
        Assert.Equal(long.MaxValue, query.Int64("after"));
        Assert.True(query.Boolean("open"));
        Assert.Equal(new DateOnly(2026, 11, 15), query.Day("from"));
        query.ThrowIfFaulty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("?limit=&open&by=")]
    [InlineData("?other=1")]
    public void What_is_absent_or_empty_is_null_and_no_fault(string text)
    {
        var query = Of(text);
        Assert.Null(query.Text("by"));
        Assert.Null(query.Int32("limit"));
        Assert.Null(query.Int64("limit"));
        Assert.Null(query.Boolean("open"));
        Assert.Null(query.Day("limit"));
        query.ThrowIfFaulty();
    }

    [Fact]
    public void Every_fault_is_named()
    {
        var query = Of("?limit=2147483648&after=1.5&open=yes&from=yesterday&by=a&by=b&skip=1&skip=1");
        Assert.Null(query.Int32("limit"));
        Assert.Null(query.Int64("after"));
        Assert.Null(query.Boolean("open"));
        Assert.Null(query.Day("from"));
        Assert.Null(query.Text("by"));
        Assert.Null(query.Int32("skip"));
        var problem = Assert.Throws<ProblemException>(query.ThrowIfFaulty).Problem;
        Assert.Equal(400, problem.Status);
        Assert.Equal(
            [
                new Fault("limit", "must be a whole number, at most 2147483647"),
                new Fault("after", "must be a whole number, at most 9223372036854775807"),
                new Fault("open", "must be true or false"),
                new Fault("from", "must be a day such as 2026-11-15"),
                new Fault("by", "must be given once"),
                new Fault("skip", "must be given once"),
            ],
            problem.Faults);
    }

    private static QueryReader Of(string query) =>
        new(new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }.Request);
}
