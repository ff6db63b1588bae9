using System.Net;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>
/// A space that was moved says what its chain goes on from; that is proven while the other space is here, and cannot change.
/// </summary>
public sealed class ContinuedSpaceTests
{
    private const string Epochs = """
        "epochs":{"lengthDays":365,"first":"2025-11-01T00:00:00Z","anchor":"2025-11-01T00:00:00Z"}
        """;

    private GrainApp app = null!;

    [Fact]
    public async Task The_chain_goes_on_from_a_statement_that_is_there_and_stays()
    {
        app = await GrainApp.SharedAsync();
        var old = await app.NewSpaceAsync($"{{{Epochs}}}");
        var statement = await CloseAsync(old);
        var next = await app.NewSpaceAsync(Continuing(old, statement), "sealed");
        var (words, fault) = await ProveAsync(next);
        Assert.Null(fault);
        Assert.Contains($"'{old}' behind its statement {statement[..12]}…, which is here", words, StringComparison.Ordinal);
        await CloseAsync(next);
        await app.VerifyAsync(next);
        var (status, problem) = await app.SendAsync(HttpMethod.Patch, $"spaces/{next}/config", """{"continues":null}""");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("cannot change", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        var forged = await app.NewSpaceAsync(Continuing(old, new string('a', 64)), "sealed");
        Assert.Contains("has no statement", (await ProveAsync(forged)).Fault, StringComparison.Ordinal);
        var lone = await app.NewSpaceAsync(Continuing("nowhere-any-more", statement), "sealed");
        Assert.EndsWith("which is not here any more", (await ProveAsync(lone)).Words, StringComparison.Ordinal);
        Assert.Equal(("", null), await ProveAsync(old));

        // Somebody wrote another into the row: the epoch that is closed has pinned it.
        var row = await app.FindSpaceAsync(next);
        var other = row with { Config = (await app.FindSpaceAsync(forged)).Config };
        Assert.Contains("goes on from another statement",
            (await new ContinuedSpaces(new EpochStore(app.Storage)).ProveAsync(other, default))
            .Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"space":"Old One","statement":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}""")]
    [InlineData("""{"space":"old","statement":"2C26"}""")]
    [InlineData("""{"space":"old"}""")]
    public async Task What_is_no_statement_of_a_space_is_refused(string continues)
    {
        app = await GrainApp.SharedAsync();
        var (status, _) = await app.SendAsync(HttpMethod.Put, $"spaces/{Azurite.NewName("space-")}", $$"""{"continues":{{continues}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    private static string Continuing(string old, string statement) =>
        $$$"""{{{{Epochs}}},"continues":{"space":"{{{old}}}","statement":"{{{statement}}}"}}""";

    private async Task<(string Words, string? Fault)> ProveAsync(string space) =>
        await new ContinuedSpaces(new EpochStore(app.Storage)).ProveAsync(await app.FindSpaceAsync(space), default);

    private async Task<string> CloseAsync(string space)
    {
        await app.PostAsync($"spaces/{space}/epochs", "");
        await Eventually.HoldsAsync(async () =>
            (await app.GetAsync($"spaces/{space}/epochs")).Body.GetProperty("remaining").GetInt32() == 0);
        return (await app.GetAsync($"spaces/{space}/epochs")).Body.GetProperty("epochs")[0].GetProperty("statement").GetString()!;
    }
}
