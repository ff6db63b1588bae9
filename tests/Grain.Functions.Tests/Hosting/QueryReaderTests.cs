using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Sent;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>How functions take the query apart: as the types they need, and all faults at once.</summary>
public sealed class QueryReaderTests
{
    [Fact]
    public void Values_come_as_their_types() =>
        Assert.Equal(
            ("cred a", -5, long.MaxValue, true, new DateOnly(2026, 11, 15)),
            Of("?by=cred%20a&limit=-5&after=9223372036854775807&open=True&from=2026-11-15", query =>
                (query.Text("by"), query.Int32("limit"), query.Int64("after"), query.Boolean("open"), query.Day("from"))));

    [Theory]
    [InlineData("")]
    [InlineData("?limit=&open&by=")]
    [InlineData("?other=1")]
    public void What_is_absent_or_empty_is_null_and_no_fault(string text) =>
        Assert.Equal(
            (null, null, null, null, null, 0, 0, 50),
            Of(text, query => (query.Text("by"), query.Int32("limit"), query.Int64("limit"), query.Boolean("open"), query.Day("limit"),
                query.Start(), query.Skip(), query.Size(50, 100))));

    [Fact]
    public void Every_fault_is_named()
    {
        var problem = Assert.Throws<ProblemException>(() =>
            Of("?limit=2147483648&after=1.5&open=yes&from=yesterday&by=a&by=b&skip=1&skip=1", query =>
                (query.Int32("limit"), query.Int64("after"), query.Boolean("open"), query.Day("from"), query.Text("by"),
                    query.Int32("skip")))).Problem;
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

    [Fact]
    public void What_is_out_of_range_is_a_fault_beside_the_others()
    {
        var problem = Assert.Throws<ProblemException>(() =>
            Of("?after=-1&skip=-1&limit=101&top=0&open=yes", query =>
                (query.Start(), query.Skip(), query.Size(50, 100), query.Size(1, 9, "top"), query.Boolean("open")))).Problem;
        Assert.Equal(
            [
                new Fault("after", "must not be negative"),
                new Fault("skip", "must not be negative"),
                new Fault("limit", "must lie between 1 and 100"),
                new Fault("top", "must lie between 1 and 9"),
                new Fault("open", "must be true or false"),
            ],
            problem.Faults);
        Assert.Equal((7, 8, 0), Of("?after=7&skip=8&limit=0", query => (query.Start(), query.Skip(), query.Size(50, 100, least: 0))));
    }

    private static T Of<T>(string query, Func<QueryReader, T> read) =>
        QueryReader.Of(new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }.Request, read);
}
