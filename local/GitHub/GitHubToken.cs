namespace Grain.Local.GitHub;

/// <summary>The token to read a repository with, and where it goes.</summary>
internal static class GitHubToken
{
    /// <summary>What it must be allowed.</summary>
    public const string Needs = "for a private repository the permissions 'Issues', 'Pull requests', 'Discussions', 'Contents' and "
        + "'Metadata' to read, or the classic scope repo; for a public one nothing but to be valid";

    /// <summary>The token on the command line, or in the environment.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static string Of(string? given, string variable)
    {
        var token = (given ?? Environment.GetEnvironmentVariable(variable))?.Trim();
        if (string.IsNullOrEmpty(token))
            throw new CommandException($"GitHub's API needs a token: set the environment variable {variable} (or give --token). "
                + $"It needs {Needs}. With the gh command line: export {variable}=$(gh auth token)");
        return token.All(c => c is > ' ' and <= '~') ? token
            : throw new CommandException(
                $"{(given is null ? $"the environment variable {variable}" : "--token")} holds something that is no token");
    }

    /// <summary>
    /// Where questions go: beside <c>https://api.github.com/graphql</c>, or <c>https://HOST/api/graphql</c> of an Enterprise Server, whose
    /// other API is at <c>https://HOST/api/v3</c>.
    /// </summary>
    /// <exception cref="UsageException">The token would go through the net for all to read.</exception>
    public static Uri RootOf(Uri api)
    {
        if (api.Scheme != Uri.UriSchemeHttps && !api.IsLoopback)
            throw new UsageException("--api must be an https:// address: the token goes there");
        var root = api.GetLeftPart(UriPartial.Path).TrimEnd('/');
        foreach (var end in (string[])["/graphql", "/v3"])
            if (root.EndsWith(end, StringComparison.OrdinalIgnoreCase)) root = root[..^end.Length];
        return new Uri(root + "/");
    }
}
