using System.Text.Json;
using System.Text.Json.Nodes;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Standard;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Nothing personal and nothing confidential gets past the door, or is shown of what is in already.</summary>
public sealed class PrivacyTests
{
    private const string Few = "it is confidential, and a ledger is read by many";

    [Theory]
    [InlineData("ada@x.org", "")]
    [InlineData("Ada Miller (ada@x.org)", "Ada Miller")]
    [InlineData("ada.m+git@sub.x.museum / Ada", "Ada")]
    [InlineData("\"ada m\"@x.org", "")]
    [InlineData("ada＠x.org", "")]
    [InlineData("ada@192.168.0.7", "")]
    [InlineData("ada@[IPv6:::1]", "")]
    [InlineData("ada@laptop", "")]
    [InlineData("äda@bücher.example und Bo", "und Bo")]
    [InlineData("@ada", "@ada")]
    [InlineData("Ada @ Mill", "Ada @ Mill")]
    public void A_name_has_no_address_in_it(string name, string shown)
    {
        Assert.Equal(shown, Addresses.Name(name));
        Assert.Equal(shown.Length > 0 ? shown : "github/ada", Addresses.NameOr(name, "github/ada"));
        Assert.Equal("github/ada", Addresses.NameOr(null, "github/ada"));
    }

    [Theory]
    [InlineData("Mail ada@x.org, or bo@y.example.", "Mail [address], or [address].")]
    [InlineData("See mailto:ada%40x.org?x", "See mailto:[address]?x")]
    [InlineData("ada@उदाहरण.परीक्षा", "[address]")]
    [InlineData("ada@example．org, bo＠x。org", "[address], [address]")]
    [InlineData("ada@a.b.c.d.e.f.g.h.i.j.k.example.org", "[address]")]
    [InlineData("Bump @types/node@18.2.1, actions/checkout@v4 and x@1.2.3", "Bump @types/node@18.2.1, actions/checkout@v4 and x@1.2.3")]
    public void A_title_has_a_mask_for_an_address_and_keeps_versions(string title, string shown)
    {
        Assert.Equal(shown, Addresses.Mask(title));
        Assert.Equal(shown, BoundedText.Line(title, 200));
        Assert.DoesNotContain("ada@", BoundedText.Line(new string('x', 190) + " ada@" + new string('y', 60) + ".org", 200),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_any_kind_is_looked_through_in_a_moment()
    {
        foreach (var text in (string[])["a@" + string.Concat(Enumerable.Repeat("a.1.", 5_000)), new string('a', 20_000) + "@",
            string.Concat(Enumerable.Repeat("a@a.", 5_000)), new string('"', 10_000) + "@x.org", new string('@', 10_000)])
            Assert.NotNull(Addresses.Mask(text));
    }

    [Fact]
    public void No_address_of_a_commit_is_told_or_kept()
    {
        const string message = "Ask ada@x.org\n\nCo-authored-by: A <a@x.org>, B b@y.org <b@y.org>\nCo-authored-by: c@z.org <c@z.org>";
        var author = new JsonObject { ["name"] = "ada@x.org", ["email"] = "ada@x.org" };
        foreach (var grants in (IReadOnlyList<Grant>[])[
            Deliveries.Grants("push", CommitOf.GitHub(author, message, "home/ada@x.org/notes", "src/axle.c")),
            Payloads.GitLab(CommitOf.GitLab(author, message)).Grants()])
        {
            string[] people =
                [.. ((string[])["ada@x.org", "a@x.org", "b@y.org", "c@z.org"]).Select(address => "email/" + BoundedText.Hash(address))];
            Assert.Equal(people, grants.Select(grant => grant.Contributor));
            Assert.Equal([people[0][..14], "A", "B", people[3][..14]], grants.Select(grant => grant.Facts!.ContributorName));
            Assert.All(grants, grant =>
                Assert.DoesNotContain('@', JsonSerializer.Serialize(grant.Facts!.Nodes) + grant.Facts.ContributorName + grant.GrantId));
            Assert.All(grants, grant => Assert.Equal("Ask [address]", grant.Facts!.Nodes[0].Title));
        }
    }

    [Fact]
    public void No_address_is_taken_from_accounts_titles_links_pages_and_tags()
    {
        var issue = Payloads.Read("gitlab.issue").With("user.name", "ada@x.org").With("object_attributes.title", "From ada@x.org")
            .With("object_attributes.url", "https://ada:pw@x.org/1");
        var opened = Assert.Single(Payloads.GitLab(issue).Grants());
        Assert.Equal("ada", opened.Facts!.ContributorName);
        Assert.Equal(("From [address]", null), (opened.Facts.Nodes[0].Title, opened.Facts.Nodes[0].Url));
        var post = Assert.Single(Payloads.Discourse("post_created", Payloads.Read("discourse.post_created").With("post.name", "ada@x.org"))
            .Grants());
        Assert.Equal("ada", post.Facts!.ContributorName, ignoreCase: true);
        var message =
            Payloads.Read("chat.message.created").With("data.message.author.name", "ada@x.org").With("data.channel.name", "to ada@x.org");
        var chat = Assert.Single(Payloads.Chat(message).Grants());
        Assert.Equal((null, "Message in to [address]"), (chat.Facts!.ContributorName, chat.Facts.Nodes[0].Title));
        const string kept = "which is kept nowhere";
        Assert.EndsWith(kept, Payloads.GitLab(Payloads.Read("gitlab.wiki_page").With("object_attributes.slug", "ada@x.org")).Reason(),
            StringComparison.Ordinal);
        Assert.EndsWith(kept, Payloads.GitLab(Payloads.Read("gitlab.tag_push").With("ref", "refs/tags/ada@x.org")).Reason(),
            StringComparison.Ordinal);
        var wiki = JsonNode.Parse(Examples.GitHub.First(example => example.Event == "gollum").Body)!.AsObject()
            .With("pages.0.page_name", "ada@x.org");
        wiki.With("pages", new JsonArray(wiki["pages"]![0]!.DeepClone()));
        Assert.EndsWith(kept, Deliveries.Reason("gollum", wiki), StringComparison.Ordinal);
        var bot = new JsonObject { ["name"] = "ada@x.org", ["email"] = "noreply@mill.example" };
        Assert.Equal("the author is a bot", Deliveries.Reason("push", CommitOf.GitHub(bot, "x")));
    }

    [Fact]
    public void Grains_own_events_are_taken_without_the_addresses_that_people_would_read()
    {
        const string data = """
            { "grantId": "lab:1", "contributor": "lab/ada", "amount": 1, "grantedAt": "2026-11-01T10:00:00Z", "note": "by ada@x.org",
              "facts": { "contributorName": "ada@x.org", "nodes": [
                { "id": "lab/1", "type": "task", "module": "lab", "title": "for bo@y.org", "url": "https://x.org/?to=bo@y.org",
                 "at": "2026-11-01T10:00:00Z" } ] } }
            """;
        using var document = JsonDocument.Parse(data);
        var grant = Assert.Single(
            Assert.IsType<WebhookOutcome.Normalised>(GrainEvent.Read(GrainEvent.GrantType, document.RootElement, "$",
                DateTimeOffset.Parse("2026-11-02T00:00:00Z"))).Grants);
        Assert.Equal(("by [address]", null, "for [address]", null),
            (grant.Note, grant.Facts!.ContributorName, grant.Facts.Nodes[0].Title, grant.Facts.Nodes[0].Url));
    }

    [Fact]
    public void Names_that_an_epoch_stored_are_shown_without_addresses_and_stay_what_was_hashed()
    {
        var one = new ParticipantScore("email/1", "ada@x.org", 1, 1000, [], [], null);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new CredScores("e", ["e"], 1, 1, 0, 1, 1, 0,
            [one, one with { Id = "b", Name = "Bo" }]), CalculationJson.Default.CredScores);
        Assert.Equal(["email/1", "Bo"], EpochWork.ReadShownScores(bytes).Participants.Select(each => each.Name));
        Assert.Equal("email/1", HeldPerson.Of("email/1", new GuardTotals { Name = "ada@x.org", State = GuardStates.Held }).Name);
        Assert.Equal(["ada@x.org", "Bo"], EpochWork.ReadScores(bytes).Participants.Select(each => each.Name));
    }

    [Theory]
    [InlineData("gitlab.note.issue", "event_type", "confidential_note")]
    [InlineData("gitlab.note.issue", "object_attributes.confidential", "true")]
    [InlineData("gitlab.note.issue", "issue.confidential", true)]
    [InlineData("gitlab.note.merge_request", "object_attributes.internal", 1)]
    [InlineData("gitlab.issue", "event_type", "confidential_issue")]
    [InlineData("gitlab.emoji", "note.internal", true)]
    [InlineData("gitlab.emoji", "note.confidential", true)]
    [InlineData("gitlab.emoji", "issue.confidential", true)]
    [InlineData("gitlab.emoji", "work_item", "confidential")]
    [InlineData("gitlab.issue", "epic", "confidential")]
    public void What_GitLab_shows_to_few_is_ignored_wherever_it_says_so(string name, string path, object value)
    {
        JsonNode node = value switch
        {
            "confidential" => new JsonObject { ["confidential"] = true },
            string text => JsonValue.Create(text),
            int number => JsonValue.Create(number),
            _ => JsonValue.Create(true),
        };
        Assert.Equal(Few, Payloads.GitLab(Payloads.Read(name).With(path, node)).Reason());
        Assert.NotEmpty(Payloads.GitLab(Payloads.Read(name)).Grants());
    }

    [Fact]
    public void Drafts_and_forks_of_advisories_are_not_told()
    {
        var release = Examples.Payload("release", "published").With("action", "edited").With("release.draft", true)
            .With("changes", new JsonObject { ["name"] = new JsonObject { ["from"] = "x" } });
        Assert.Equal("the release is a draft, which is not for all", Deliveries.Reason("release", release));
        var fork = Examples.Payload("issues", "opened").With("repository.private", true)
            .With("repository.full_name", "octo/hello-ghsa-jfh8-c2jp-5v3q");
        Assert.StartsWith("it works on an advisory", Deliveries.Reason("issues", fork), StringComparison.Ordinal);
        Assert.Single(Deliveries.Grants("issues", fork.With("repository.private", false)));
    }

    [Theory]
    [InlineData("post.category", "read_restricted")]
    [InlineData("post.topic", "category_read_restricted")]
    public void What_a_forum_says_is_restricted_is_ignored(string path, string field)
    {
        var post = Payloads.Read("discourse.post_created").With(path, new JsonObject { [field] = true });
        Assert.Equal("it is not for all, and a ledger is read by many", Payloads.Discourse("post_created", post).Reason());
        var message = Payloads.Read("discourse.topic_created").With("topic.allowed_users", new JsonArray(new JsonObject { ["id"] = 1 }));
        Assert.Equal("it is not for all, and a ledger is read by many", Payloads.Discourse("topic_created", message).Reason());
        var whisper = Payloads.Read("discourse.post_created").With("post.post_type", 4);
        Assert.IsType<WebhookOutcome.Ignored>(Payloads.Discourse("post_created", whisper));
    }

    [Theory]
    [InlineData("Draft: Rows", null)]
    [InlineData("[WIP] Rows", null)]
    [InlineData("WIP Rows", null)]
    [InlineData("(Draft) Rows", null)]
    [InlineData("WIP: Rows", "work_in_progress")]
    public void A_draft_that_was_made_ready_by_its_title_counts_as_opened_once(string title, string? field)
    {
        var drafted = Payloads.Read("gitlab.merge_request").Without("object_attributes.draft").Without("object_attributes.work_in_progress")
            .With("object_attributes.title", title);
        if (field is not null) drafted.With("object_attributes." + field, true);
        Assert.Equal("gitlab:merge_request.drafted", Assert.Single(Payloads.GitLab(drafted).Grants()).Key);
        var ready = drafted.With("object_attributes.action", "update").With("object_attributes.title", "Rows")
            .With("changes", new JsonObject { ["title"] = new JsonObject { ["previous"] = title, ["current"] = "Rows" } });
        if (field is not null) ready.With("object_attributes." + field, false);
        Assert.Equal(Assert.Single(Payloads.GitLab(Payloads.Read("gitlab.merge_request")).Grants()).GrantId,
            Assert.Single(Payloads.GitLab(ready).Grants()).GrantId);
        ready.With("changes.title.previous", "Drafty rows");
        Assert.Equal("gitlab:merge_request.edited", Assert.Single(Payloads.GitLab(ready).Grants()).Key);
    }
}
