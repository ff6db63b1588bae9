using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>Writing the same again gives the same rows.</summary>
public sealed class FixtureRecipeTests
{
    /// <summary>The folder into which the fixture shall be written anew, if so.</summary>
    private const string WriteVariable = "GRAIN_FIXTURE_WRITE";

    /// <summary>
    /// Which instance of a sender is at home in a space was not written down then, nor who did what and how much; nor was a node's
    /// beginning told.
    /// </summary>
    private const string HomeRow = "\"RowKey\":\"home~";

    [Fact]
    public async Task The_recipe_played_anew_gives_the_same_rows_and_blobs()
    {
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        await Fixture.PlayAsync(account);
        var played = await AccountImage.ReadAsync(account);
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 } folder) await WriteAsync(folder, played);
        else ImageAssert.Equal(Fixture.Data.Masked(),
            played.Where((file, line) => file != AccountImage.FileOf("audit") && file != AccountImage.FileOf("usage")
                && !line.Contains(HomeRow, StringComparison.Ordinal) && !Fixture.TellsOfBeginning(file, line)).Masked());
    }

    private static async Task WriteAsync(string folder, AccountImage played)
    {
        played.Save(Path.Combine(folder, "account"));
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        await played.WriteAsync(account);
        await Fixture.GoOnAsync(account);
        Fixture.OutcomeOf(await AccountImage.ReadAsync(account)).Save(Path.Combine(folder, "expected"));
    }
}
