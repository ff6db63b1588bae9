using Grain.Functions.Webhooks.Commits;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Who stands in the trailers of a message, as git reads it.</summary>
public sealed class CoAuthorsTests
{
    [Theory]
    [InlineData("T\n\nCo-authored-by: A <a@x.org>, B <b@y.org>", "A:a@x.org", "B:b@y.org")]
    [InlineData("T\n\nCo-authored-by: A <a@x.org> and B <b@y.org>; <c@z.org>", "A:a@x.org", "B:b@y.org", ":c@z.org")]
    [InlineData("T\n\nCo-authored-by: A <<a@x.org>> B <b@y.org", "A:a@x.org")]
    [InlineData("T\n\nCo-authored-by: Miller, A (she/her) <a@x.org> (pair)", "Miller, A (she/her):a@x.org")]
    [InlineData("T\n\nCo-authored-by: A\n  <a@x.org>", "A:a@x.org")]
    [InlineData("T\n\nCO-AUTHORED-BY : A <a@x.org>\r\nReviewed-by: C <c@x.org>\r\n\r\n", "A:a@x.org")]
    [InlineData("T\n\n>x<\n\nCo-authored-by: >a@x.org<")]
    [InlineData("T\n\nCo-authored-by: A (a@x.org)")]
    public void A_trailer_names_everybody_with_an_address_in_brackets(string message, params string[] people) =>
        Assert.Equal(people, CoAuthors.In(message).Select(one => $"{one.Name}:{one.Address}"));

    [Theory]
    [InlineData("Revert \"x\"\n\nIt said:\n\n    Co-authored-by: G <g@x.org>\n\nSigned-off-by: A <a@x.org>")]
    [InlineData("T\n\nCo-authored-by: G <g@x.org>\n\nand more text")]
    [InlineData("T\n\nIt said\nCo-authored-by: G <g@x.org>\nwhich was wrong")]
    [InlineData("T\n\n    Co-authored-by: G <g@x.org>")]
    [InlineData("T\n\n> Co-authored-by: G <g@x.org>")]
    [InlineData("Co-authored-by: G <g@x.org>")]
    [InlineData("T\nCo-authored-by: G <g@x.org>")]
    [InlineData("T\n\na\nb\nc\nd\ne\nf\ng\nSigned-off-by: A <a@x.org>\nCo-authored-by: G <g@x.org>")]
    public void What_is_only_quoted_is_no_trailer(string message) => Assert.Empty(CoAuthors.In(message));

    [Fact]
    public void A_huge_message_is_read_in_a_moment()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var folded = "T\n\nCo-authored-by: Bo <bo@x.org>\n" + string.Concat(Enumerable.Repeat(" a\n", 120_000));
        Assert.Equal("bo@x.org", Assert.Single(CoAuthors.In(folded)).Address);
        Assert.Empty(CoAuthors.In("T\n\nCo-authored-by: " + new string('>', 390_000)));
        Assert.InRange(clock.ElapsedMilliseconds, 0, 1500);
    }

    [Theory]
    [InlineData("T\n\nfixed on the way\nSigned-off-by: A <a@x.org>\nCo-authored-by: G <g@x.org>")]
    [InlineData("T\n\n* one\n\nCo-authored-by: X <x@x.org>\n\n---------\n\nCo-authored-by: G <g@x.org>")]
    [InlineData("T\n\nCo-authored-by: G <g@x.org>\n# a comment\n\n \n")]
    public void The_last_paragraph_counts(string message) => Assert.Equal("g@x.org", Assert.Single(CoAuthors.In(message)).Address);
}
