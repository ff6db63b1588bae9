namespace Grain.Functions.Tests.Hosting;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (System.IO.File.Exists(Path.Combine(at.FullName, "Grain.Functions.sln"))) return at.FullName;
        throw new InvalidOperationException($"There is no Grain.Functions.sln above {AppContext.BaseDirectory}.");
    }
}
