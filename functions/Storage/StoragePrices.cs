using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>
/// What an operation costs, in US dollars: list prices for US East, general-purpose v2, hot, locally redundant, as collected in November
/// 2026 (docs/observe.md). An estimate: regions, redundancy and agreements differ.
/// </summary>
internal static class StoragePrices
{
    private const double TableOperation = 0.000_36 / 10_000;
    private const double QueueOperation = 0.004 / 10_000;
    private const double BlobWrite = 0.05 / 10_000;
    private const double BlobRead = 0.004 / 10_000;

    /// <summary>The price of one request.</summary>
    /// <param name="service">table, queue or blob.</param>
    /// <param name="method">How it is sent; deletions of blobs cost nothing.</param>
    public static double Of(string service, RequestMethod method) => service switch
    {
        "table" => TableOperation,
        "queue" => QueueOperation,
        _ when method == RequestMethod.Put || method == RequestMethod.Post => BlobWrite,
        _ when method == RequestMethod.Delete => 0,
        _ => BlobRead,
    };
}
