using System.Text;
using Azure.Core;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class TablePagesTests
{
    private const int PageRows = 50;

    [Fact]
    public async Task Rows_of_a_page_are_let_go_before_the_page_after_the_next_is_asked_for()
    {
        var given = new List<WeakReference>();
        var alive = new List<int>();
        var transport = new RecordingTransport(request =>
        {
            GC.Collect();
            alive.Add(given.Count(row => row.IsAlive));
            return Page(request);
        });
        var table = transport.NewService(StorageAccount.Parse("UseDevelopmentStorage=true")).Table("abc");

        await foreach (var row in table.QueryAsync(Filters.Partition("p"))) given.Add(new WeakReference(row));

        Assert.Equal(3 * PageRows, given.Count);
        Assert.Equal(3, alive.Count);
        // The page that was given last may still be in somebody's hands.
        Assert.All(alive, rows => Assert.InRange(rows, 0, PageRows));
    }

    /// <summary>The first page, the second, and the third and last.</summary>
    private static InjectedResponse Page(Request request)
    {
        var query = request.Uri.Query;
        var number = query.Contains("NextRowKey=2", StringComparison.Ordinal) ? 3
            : query.Contains("NextRowKey=1", StringComparison.Ordinal) ? 2 : 1;
        var rows = Enumerable.Range(0, PageRows).Select(i => $$"""{"PartitionKey":"p","RowKey":"{{number}}-{{i}}","text":"{{i}}"}""");
        (string, string)[] more =
            number == 3 ? [] : [("x-ms-continuation-NextPartitionKey", "p"), ("x-ms-continuation-NextRowKey", $"{number}")];
        return new InjectedResponse(200, "OK", more)
        {
            ContentStream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"value":[{{string.Join(',', rows)}}]}""")),
        };
    }
}
