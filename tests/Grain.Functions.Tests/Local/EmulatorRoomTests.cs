using Grain.Local;
using Grain.Local.CommandLine;
using Xunit;

namespace Grain.Functions.Tests.Local;

public sealed class EmulatorRoomTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain-room-");
    private readonly EmulatorRoom room;

    public EmulatorRoomTests() => room = new EmulatorRoom(folder.FullName);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void It_warns_at_half_and_at_each_eighth_more_once()
    {
        Assert.Null(room.Warning());
        Use(255);
        Assert.Null(room.Warning());
        Use(256);
        Assert.Contains("has 256 MiB of the 512 MiB", room.Warning(), StringComparison.Ordinal);
        Use(319);
        Assert.Null(room.Warning());
        Use(400);
        Assert.NotNull(room.Warning());
        Assert.Null(room.Warning());
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(479, 200_000, null)]
    [InlineData(0, 202_000, "202,000 grants take about 481 MiB")]
    [InlineData(481, 0, "is full: it has 481 MiB")]
    [InlineData(481, 1_000_000, "is full")]
    public void What_cannot_fit_is_refused_before_it_begins(long used, long grants, string? refusal)
    {
        Use(used);
        var fault = Record.Exception(() => room.RequireFor(grants));
        if (refusal is null) Assert.Null(fault);
        else Assert.Contains(refusal, Assert.IsType<CommandException>(fault).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serving_ends_with_the_cause_when_it_is_full()
    {
        Use(400);
        await using var emulator = await AzuriteServer.StartAsync();
        using var error = new StringWriter();
        using var waiting = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var watch = new EmulatorWatch(emulator, room, TimeProvider.System, error).RunAsync(waiting.Token);
        Use(490);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => watch);
        Assert.Contains("is full", fault.Message, StringComparison.Ordinal);
        Assert.Contains("of the 512 MiB", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serving_ends_with_the_cause_when_the_emulator_does()
    {
        Use(485); // as much as is there when it starts may be read
        await using var emulator = await AzuriteServer.StartAsync();
        var watch = new EmulatorWatch(emulator, room, TimeProvider.System, TextWriter.Null).RunAsync(default);
        emulator.Kill();
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => watch);
        Assert.Contains("emulator ended", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A sparse file takes no room on the disk.</summary>
    private void Use(long megabytes)
    {
        using var file = File.OpenWrite(Path.Combine(folder.FullName, "__azurite_db_table__.json"));
        file.SetLength(megabytes << 20);
    }
}
