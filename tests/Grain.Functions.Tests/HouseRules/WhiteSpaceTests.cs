using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>
/// What .editorconfig says of all files and the compiler does not look at: line ends, blanks before them, the end of the file.
/// </summary>
public sealed class WhiteSpaceTests
{
    private static readonly string[] Kinds =
        [".cs", ".csproj", ".props", ".md", ".mjs", ".proto", ".ts", ".tsx", ".css", ".bicep", ".yaml"];

    private static readonly string[] Made = ["bin", "obj", "node_modules", "dist", "artifacts", ".git", ".azurite"];

    [Fact]
    public void Lines_end_plainly_and_files_with_one_line_end() =>
        Assert.Empty(Files(new DirectoryInfo(Repository.Root)).SelectMany(file => Faults(File.ReadAllText(file.FullName), file.FullName)));

    [Theory]
    [InlineData("a\n", "")]
    [InlineData("", "")]
    [InlineData("a\r\n", "a carriage return")]
    [InlineData("a \nb\n", "a blank at the end of line 1")]
    [InlineData("a\nb\t\n", "a blank at the end of line 2")]
    [InlineData("a", "no line end at its end")]
    [InlineData("a\n\n", "empty lines at its end")]
    public void Each_fault_is_named(string text, string fault) => Assert.Equal(fault, string.Join(", ", Faults(text, "")));

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(file => Kinds.Contains(file.Extension) || file.Name == "grain")
            .Concat(folder.EnumerateDirectories().Where(inner => !Made.Contains(inner.Name)).SelectMany(Files));

    private static IEnumerable<string> Faults(string text, string file)
    {
        var place = file.Length == 0 ? "" : $"{file}: ";
        if (text.Contains('\r', StringComparison.Ordinal))
        {
            yield return place + "a carriage return";
            yield break;
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].Length > 0 && char.IsWhiteSpace(lines[i][^1])) yield return $"{place}a blank at the end of line {i + 1}";
        if (text.Length > 0 && lines[^1].Length > 0) yield return place + "no line end at its end";
        if (text.EndsWith("\n\n", StringComparison.Ordinal)) yield return place + "empty lines at its end";
    }
}
