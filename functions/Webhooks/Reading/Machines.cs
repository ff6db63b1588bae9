using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>
/// Accounts, names and addresses that are known to be machines, and the stand-ins of deleted accounts. A tool that signs as a person is
/// known by what it signs with; a name is here only if no person is called so.
/// </summary>
internal static partial class Machines
{
    /// <summary>The author's account is gone, or never was.</summary>
    private static readonly FrozenSet<string> Nobodies = Set("github/ghost", "github/invalid-email-address", "gitlab/ghost", "gitea/ghost");

    /// <summary>
    /// Whose accounts they are, and their login there, on every server: its software makes them. What ends in <c>[bot]</c> needs no
    /// mention.
    /// </summary>
    private static readonly FrozenSet<string> Made = Set(
        "github/web-flow", "gitlab/support-bot", "gitlab/alert-bot", "gitlab/security-bot", "gitlab/gitlab-security-bot",
        "gitlab/visual-review-bot", "gitlab/automation-bot", "gitlab/migration-bot", "gitlab/admin-bot", "gitlab/gitlab-admin-bot",
        "gitlab/suggested-reviewers-bot", "gitlab/duo-code-review-bot", "discourse/system", "discourse/discobot", "slack/uslackbot",
        "telegram/777000", "telegram/1087968824", "telegram/136817688", "gitea/gitea-actions", "gitea/forgejo-actions");

    /// <summary>The same on the public servers, github.com and gitlab.com. On another server a person may have the login.</summary>
    private static readonly FrozenSet<string> Registered = Set(
        "github/github-actions", "github/actions-user", "github/github-merge-queue", "github/dependabot", "github/dependabot-preview",
        "github/renovate-bot", "github/renovate-approve", "github/greenkeeperio-bot", "github/greenkeeper", "github/codecov-io",
        "github/codecov-commenter", "github/copilot", "github/copilot-swe-agent", "github/copilot-pull-request-reviewer", "github/claude",
        "github/cursoragent", "github/gemini-cli", "github/devin-ai-integration", "github/google-labs-jules",
        "github/chatgpt-codex-connector", "github/openhands-agent", "github/snyk-bot", "github/semantic-release-bot",
        "github/allcontributors", "github/all-contributors-bot", "github/pre-commit-ci", "github/imgbotapp", "github/pyup-bot",
        "github/crowdin-bot", "github/weblate", "github/googlebot", "github/rustbot", "github/bors", "github/bors-servo",
        "github/k8s-ci-robot", "github/coderabbitai", "github/mergify", "gitlab/gitlab-bot", "gitlab/gitlabduo",
        "gitlab/gitlab-duo-code-reviewer", "gitlab/duo-developer", "gitlab/renovate-bot", "gitlab/glrenovatebot", "gitlab/dependabot",
        "gitlab/snyk-bot", "gitlab/semantic-release-bot");

    private static readonly FrozenSet<string> Names = Set(
        "GitHub Action", "GitHub Actions", "github-actions", "GitHub Copilot", "copilot-swe-agent", "dependabot", "dependabot-preview",
        "Renovate Bot",
        "renovate-bot", "WhiteSource Renovate", "Mend Renovate", "Mend Renovate Bot", "semantic-release-bot", "snyk-bot", "greenkeeper",
        "Cursor Agent", "Devin AI",
        "Claude Code", "OpenAI Codex", "gemini-code-assist", "gemini-cli", "google-labs-jules", "pre-commit-ci", "allcontributors",
        "openhands", "GitLab CI",
        "GitLab Bot", "Weblate (bot)", "Hosted Weblate", "Crowdin Bot", "ImgBot", "Travis CI", "CircleCI");

    private static readonly FrozenSet<string> Addresses = Set(
        "noreply@github.com", "noreply@anthropic.com", "noreply@openai.com", "noreply@cursor.com", "noreply@aider.chat",
        "noreply@opencode.ai",
        "action@github.com", "actions@github.com", "github-actions@github.com", "copilot@github.com", "support@github.com",
        "claude@anthropic.com",
        "cursoragent@cursor.com", "agent@cursor.com", "aider@aider.chat", "codex@openai.com", "amp@ampcode.com",
        "agent@replit.com", "agent@warp.dev", "openhands@all-hands.dev", "crush@charm.land", "junie@jetbrains.com",
        "qwen-coder@alibabacloud.com", "bot@renovateapp.com", "renovate@whitesourcesoftware.com", "renovate-bot@renovateapp.com",
        "support@dependabot.com",
        "dependabot@github.com", "semantic-release-bot@martynus.net", "snyk-bot@snyk.io", "support@greenkeeper.io", "github-bot@pyup.io",
        "imgbotapp@gmail.com",
        "teabot@gitea.io", "noreply@gitea.io", "noreply@forgejo.org", "hosted@weblate.org", "support+bot@crowdin.com",
        "l10n-bot@translatewiki.net", "bors@rust-lang.org", "ci@travis-ci.org",
        "builds@travis-ci.org");

    private static readonly FrozenSet<string> NoReply = Set("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply");

    /// <summary>Whether it is the stand-in of accounts that are gone.</summary>
    /// <param name="key">Whose account, a slash, and the login.</param>
    public static bool IsNobody(string key) => Nobodies.Contains(key) || Ghost().IsMatch(key);

    /// <summary>Whether an import made it for somebody of another place.</summary>
    /// <param name="key">Whose account, a slash, and the login.</param>
    public static bool IsPlaceholder(string key) => Placeholder().IsMatch(key);

    /// <summary>Whether it is the account of a machine.</summary>
    /// <param name="key">Whose account, a slash, and the login or number.</param>
    /// <param name="isElsewhere">See <see cref="Account.IsElsewhere"/>.</param>
    public static bool IsKnown(string key, bool isElsewhere) =>
        Made.Contains(key) || IsName(key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]) || OfToken().IsMatch(key) || !isElsewhere
            && Registered.Contains(key);

    /// <summary>Whether no person is called so.</summary>
    public static bool IsName(string name) => Names.Contains(name) || IsMarked(name);

    /// <summary>Whether a machine signs with it.</summary>
    /// <param name="address">An address, trimmed.</param>
    /// <param name="isAlone">Nothing else tells whose it is: then an address that takes no answer belongs to a machine.</param>
    public static bool IsAddress(string address, bool isAlone)
    {
        if (Addresses.Contains(address)) return true;
        var local = address[..Math.Max(address.IndexOf('@', StringComparison.Ordinal), 0)];
        return IsMarked(local) || OfToken().IsMatch("gitlab/" + local) || isAlone && NoReply.Contains(local);
    }

    private static bool IsMarked(string text) => text.EndsWith("[bot]", StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("^gitlab/ghost[0-9]+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ghost();

    [GeneratedRegex("^gitlab/(?:.+_placeholder_user_[0-9]+|import_user_.+|gitlab_migration_.+)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    // Access tokens of projects and groups act as accounts of their own (project_123_bot_4f…), and so do service accounts.
    [GeneratedRegex(
        "^gitlab/(?:(?:project|group)_?[0-9]+_bot[0-9]*(?:_.*)?|service_account_.+|gitlab[-_]security[-_]policy[-_].*bot.*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OfToken();
}
