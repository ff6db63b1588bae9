using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Commits;

/// <summary>
/// Pushes to branches. A commit counts once for each author wherever it is pushed, because its hash is its subject: a fork, another branch,
/// a merge into the default branch tell nothing new.
/// </summary>
internal static class Push
{
    private const string Branches = "refs/heads/";

    /// <summary>Reads each commit of a push that counts, or notes why it does not.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="root">With <c>ref</c> and <c>commits</c>.</param>
    /// <param name="defaultBranch">The branch that counts, where it is known.</param>
    /// <param name="read">Reads a commit of a hash.</param>
    public static void Read(Delivery delivery, Payload root, Func<string?> defaultBranch, Action<Payload, string> read)
    {
        var branch = root.Text("ref");
        if (root.IsTrue("deleted")) delivery.Skip("the push deletes a branch or a tag");
        else if (!branch.StartsWith(Branches, StringComparison.Ordinal)) delivery.Skip("the push is not to a branch");
        else if (!delivery.Options.AllBranches && defaultBranch() is { } counted && branch[Branches.Length..] != counted)
            delivery.Skip("the push is not to the default branch");
        else
        {
            delivery.Each(root, "commits", commit =>
            {
                var sha = commit.Text("id");
                if (!CommitHash.IsValid(sha)) throw commit.Fault("id", "is not the hash of a commit");
                read(commit, sha);
            });
            delivery.SkipIfNothing("the push brings no commits");
        }
    }
}
