using Grain.Local.CommandLine;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>A file that a verb writes is there when it is whole, and what was there before stays until then.</summary>
public sealed class WholeFileTests : IDisposable
{
    private static readonly byte[] Content = "whole\n"u8.ToArray();

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain");

    private string Target => Path.Combine(folder.FullName, "out");

    public void Dispose() => folder.Delete(recursive: true);

    private Task WriteAsync(Exception? fault = null) => WholeFile.WriteAsync(Target, async output =>
    {
        await output.WriteAsync(Content);
        await output.FlushAsync();
        if (fault is not null) throw fault;
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("before")]
    public async Task What_fails_leaves_what_was_there(string? before)
    {
        if (before is not null) await File.WriteAllTextAsync(Target, before);
        await Assert.ThrowsAsync<CommandException>(() => WriteAsync(new CommandException("refused")));
        Assert.Equal(before, File.Exists(Target) ? await File.ReadAllTextAsync(Target) : null);
        await WriteAsync();
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.Single(folder.GetFiles());
    }

    [Fact]
    public async Task A_link_stays_a_link()
    {
        var other = Path.Combine(folder.FullName, "other");
        await File.WriteAllTextAsync(other, "before");
        File.CreateSymbolicLink(Target, other);
        await WriteAsync();
        Assert.Equal((other, "whole\n"), (new FileInfo(Target).LinkTarget, await File.ReadAllTextAsync(other)));
        Assert.Equal(2, folder.GetFiles().Length);
    }

    [Fact]
    public async Task A_device_stays_a_device()
    {
        await WholeFile.WriteAsync("/dev/null", output => output.WriteAsync(Content).AsTask());
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        Assert.Equal(["/dev/null"], Directory.GetFiles("/dev", "null*"));
    }

    [Fact]
    public async Task Where_nothing_can_be_written_the_file_is_named_and_what_the_app_breaks_off_is_not_the_files_fault()
    {
        Directory.CreateDirectory(Target);
        var fault = await Assert.ThrowsAsync<CommandException>(() => WriteAsync());
        Assert.StartsWith($"{Target} cannot be written: ", fault.Message, StringComparison.Ordinal);
        var broken = new HttpIOException(HttpRequestError.ResponseEnded, "broken off");
        Directory.Delete(Target);
        Assert.Same(broken, await Assert.ThrowsAsync<HttpIOException>(() => WriteAsync(broken)));
        Assert.Empty(folder.GetFiles());
    }
}
