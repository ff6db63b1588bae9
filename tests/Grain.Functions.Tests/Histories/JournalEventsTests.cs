using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Reads.Histories;
using Xunit;

namespace Grain.Functions.Tests.Histories;

/// <summary>Journals hold what was sent as it was sent; an event shows no more of it than a line can hold.</summary>
public sealed class JournalEventsTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("https://example.org/1", "https://example.org/1")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("https://user:secret@example.org/", null)]
    [InlineData(null, null)]
    public void A_link_is_a_web_address(string? url, string? link) => Assert.Equal(link, Of(Facts("title", url)).Link);

    [Theory]
    [InlineData("\u202Eone\r\n\u001b[31mtwo", "note", "one [31mtwo")]
    [InlineData("\u200B\u3164", "a\u0007note to me@example.org", "a note to [address]")]
    [InlineData(null, "\t", "talk key")]
    public void Titles_and_notes_are_lines(string? title, string note, string what)
    {
        Assert.Equal(what, Of(Facts(title, null) with { Note = note }).What);
        Assert.Equal($"taken back: {what}", Of(Facts(title, null) with { Note = note, Corrects = "g0" }).What);
    }

    [Fact]
    public void They_are_bounded() => Assert.Equal(200, Of(Facts(new string('x', 2000), null)).What.Length);

    [Theory]
    [InlineData("lunch\u2066\u001b]0;x\u0007", "minted (lunch ]0;x)")]
    [InlineData("\u200E", "minted")]
    public void Memos_are_lines(string memo, string what)
    {
        var entry = new GrainEntry(GrainEntryKinds.Mint, new GrainAmount(1), "m1") { Memo = memo };
        Assert.Equal(what, JournalEvents.Of("ada", new JournalEntry<GrainEntry>("ada", 1, "m1", At, "", "", entry))!.What);
    }

    private static PersonEvent Of(Grant grant) => JournalEvents.Of(new JournalEntry<Grant>("ada", 1, "g1", At, "", "", grant));

    private static Grant Facts(string? title, string? url) => new()
    {
        GrantId = "g1",
        Contributor = "ada",
        Key = "talk\u0007key",
        Category = "talk",
        Source = "api",
        Amount = Points.Of(1),
        GrantedAt = At,
        Facts = new ContributionFacts
        {
            Nodes = [new ContributionNode { Id = "n", Type = "talk", Module = "api", Title = title, Url = url, At = At }],
        },
    };
}
