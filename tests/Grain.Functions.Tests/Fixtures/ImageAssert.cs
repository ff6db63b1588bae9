using Xunit;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>Compares what lies in two accounts, and says which lines differ.</summary>
internal static class ImageAssert
{
    private const int ShownMax = 6;

    /// <summary>All files have the same lines.</summary>
    public static void Equal(AccountImage expected, AccountImage actual)
    {
        var differences = expected.Files.Keys.Union(actual.Files.Keys).SelectMany(file =>
        {
            var (before, after) = (expected.Files.GetValueOrDefault(file, []), actual.Files.GetValueOrDefault(file, []));
            return before.Except(after).Select(line => $"- {file} {line}").Concat(after.Except(before).Select(line => $"+ {file} {line}"))
                .Concat(before.Length == after.Length ? [] : [$"! {file} has {after.Length} lines and not {before.Length}"]);
        }).ToArray();
        Assert.True(differences.Length == 0, $"{differences.Length} differences:\n{string.Join('\n', differences.Take(ShownMax))}");
    }
}
