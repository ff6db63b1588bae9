using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Sent;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>What strangers wrote is harmless in a terminal and bounded.</summary>
public sealed class PlainLineTests
{
    [Theory]
    [InlineData("Fix the parser", "Fix the parser")]
    [InlineData("two\r\nlines\tand more", "two lines and more")]
    [InlineData("\u001b[31mred\u001b]0;title\u0007", "[31mred ]0;title")]
    [InlineData("abc\u202Efed\u2066x", "abc fed x")]
    [InlineData("zero\u200Bwidth\uFEFF", "zero width")]
    [InlineData("line\u2028and\u2029paragraph\u0085next", "line and paragraph next")]
    [InlineData("  trimmed  ", "trimmed")]
    [InlineData("\uE000private", "private")]
    [InlineData("\u009b2Jclear", "2Jclear")]
    [InlineData("日本語 and ünïcödé", "日本語 and ünïcödé")]
    [InlineData("👩\u200D👩\u200D👧 family 🇪🇺", "👩\u200D👩\u200D👧 family 🇪🇺")]
    [InlineData("z\u0300\u0301\u0302\u0303\u0304\u0305", "z\u0300\u0301\u0302")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("\u3164\u2800a\uFFA0b", "a b")]
    [InlineData("", "")]
    public void A_line_has_nothing_that_moves_hides_or_turns(string text, string line) => Assert.Equal(line, PlainLine.Of(text, 60));

    [Theory]
    [InlineData("Moss & friends", true)]
    [InlineData("日本語 ünïcödé", true)]
    [InlineData("می\u200cخواهم", true)]
    [InlineData("👩\u200D👩\u200D👧 ❤\uFE0F 🇪🇺 1\uFE0F\u20E3", true)]
    [InlineData("abc\u202Efed", false)]
    [InlineData("\u200D", false)]
    [InlineData("\u200B", false)]
    [InlineData("\u3164", false)]
    [InlineData("\u2800", false)]
    [InlineData("\u0301", false)]
    [InlineData("\u00A0 ", false)]
    [InlineData("two\nlines", false)]
    [InlineData("\u2028", false)]
    [InlineData("\uE000", false)]
    [InlineData("z\u0300\u0301\u0302\u0303", false)]
    [InlineData("", false)]
    public void A_name_is_seen_as_it_is(string text, bool isName)
    {
        Assert.Equal(isName, PlainName.Is(text));
        if (isName) Assert.Equal(text, PlainLine.Of(text, 60));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(10), InlineData(59)]
    public void It_is_bounded_and_cuts_no_letter_in_two(int most)
    {
        foreach (var text in new[] { new string('x', 500), string.Concat(Enumerable.Repeat("🎉", 500)),
            "a" + string.Concat(Enumerable.Repeat("🎉", 60)) })
        {
            var line = PlainLine.Of(text, most);
            Assert.True(line.Length <= most);
            Assert.EndsWith("…", line, StringComparison.Ordinal);
            Assert.DoesNotContain('\uFFFD', line);
            Assert.DoesNotContain(line.EnumerateRunes(), rune => rune == System.Text.Rune.ReplacementChar);
        }
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_shown_as_what_it_is_and_no_name()
    {
        Assert.Equal("a\uFFFDb", PlainLine.Of("a\uD83Db", 10));
        Assert.False(PlainName.Is("a\uD83Db"));
    }

    [Theory]
    [InlineData("https://github.com/octo/hello/pull/7", true)]
    [InlineData("http://127.0.0.1:8080/x?y=z#n", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https://user:secret@example.org/", false)]
    [InlineData("https://example.org/\u001b[31m", false)]
    [InlineData("https://example.org/a b", false)]
    [InlineData("https://ex\u202Eample.org/", false)]
    [InlineData("/relative", false)]
    [InlineData(null, false)]
    public void A_link_is_a_web_address_and_nothing_else(string? address, bool isLink) =>
        Assert.Equal(isLink ? address : null, PlainLine.Link(address, 500));
}
