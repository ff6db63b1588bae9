using Azure.Data.Tables;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public class TableKeyTests
{
    /// <summary>Characters around every place where the escaping does something, and some far from it.</summary>
    private static readonly Gen<string> Character = Gen.OneOf(
        Gen.Choose(0, 0xA5).Select(c => ((char)c).ToString()),
        Gen.Elements("a", "0", "Y", " ", "~", "}", "'", "\u00A0", "ä", "\uD7FF", "\uE000", "\uFFFE", "\uFFFF", "😀", "\U0010FFFF"));

    private static readonly Arbitrary<string> Text = Character.ArrayOf().Select(string.Concat).ToArbitrary();

    private static readonly Arbitrary<(string, string)> Pair = Gen.OneOf(
        from a in Text.Generator from b in Text.Generator select (a, b),
        from start in Text.Generator from a in Text.Generator from b in Text.Generator select (start + a, start + b)).ToArbitrary();

    [Fact]
    public void Every_text_comes_back() =>
        Prop.ForAll(Text, text => TableKey.Unescape(TableKey.Escape(text)) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_and_with_it_difference_is_kept() => Prop.ForAll(Pair, pair =>
        Math.Sign(string.CompareOrdinal(pair.Item1, pair.Item2)) == Math.Sign(string.CompareOrdinal(TableKey.Escape(pair.Item1),
            TableKey.Escape(pair.Item2))))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_is_left_that_keys_can_not_hold_nor_the_separator() => Prop.ForAll(Text, text =>
    {
        var escaped = TableKey.Escape(text);
        return escaped.All(c => c is not ('/' or '\\' or '#' or '?' or '%' or '+' or '\'' or '~') && !char.IsControl(c))
            && escaped.Length <= 2 * text.Length;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Each_character_alone_comes_back_and_keeps_its_place()
    {
        var previous = "";
        for (var c = 0; c <= char.MaxValue; c++)
        {
            if (char.IsSurrogate((char)c)) continue;
            var escaped = TableKey.Escape(((char)c).ToString());
            Assert.Equal((char)c, Assert.Single(TableKey.Unescape(escaped)));
            Assert.True(string.CompareOrdinal(previous, escaped) < 0, $"U+{c:X4}");
            previous = escaped;
        }
    }

    [Theory]
    [InlineData("octocat", "octocat")]
    [InlineData("a/b.c", "a.1b.0c")]
    [InlineData("ada lovelace", "ada Wlovelace")]
    [InlineData("~", "}1")]
    [InlineData("it's 100%", "it&1s W100$1")]
    [InlineData("", "")]
    public void Keys_in_the_store_stay_what_they_are(string text, string key) => Assert.Equal(key, TableKey.Escape(text));

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TableKey.Escape("\uD800"));
        Assert.Throws<ArgumentException>(() => TableKey.Escape("x\uDC00"));
    }

    [Theory]
    [InlineData(".")]
    [InlineData(".2")]
    [InlineData("/")]
    [InlineData("~")]
    [InlineData(" X")]
    [InlineData("}Z")]
    public void What_escaping_never_gives_is_refused(string key) => Assert.Throws<FormatException>(() => TableKey.Unescape(key));

    [Fact]
    public async Task Every_text_goes_through_the_store_in_both_keys_and_in_order()
    {
        var table = (await Azurite.NewServiceAsync()).Table(Azurite.NewName());
        var texts =
            Text.Generator.Where(text => TableKey.Escape(text).Length <= StorageLimits.KeyChars).Sample(300, 40).Distinct().ToList();
        var partition = TableKey.Escape(texts[^1]);
        foreach (var chunk in texts.Chunk(StorageLimits.TransactionOperations))
            await table.TransactAsync(
                [.. chunk.Select(text => new TableTransactionAction(TableTransactionActionType.Add,
                    new TableEntity(partition, TableKey.Escape(text)) { ["text"] = text }))]);

        var rows = await table.QueryAsync(Filters.Partition(partition), pageSize: 37).ToListAsync();
        Assert.Equal(texts.Order(StringComparer.Ordinal), rows.Select(row => TableKey.Unescape(row.RowKey)));
        Assert.All(rows, row => Assert.Equal(row.Required<string>("text"), TableKey.Unescape(row.RowKey)));
        foreach (var text in texts.Take(100))
        {
            var row = await table.FindAsync(partition, TableKey.Escape(text));
            Assert.Equal(text, row?.Required<string>("text"));
            await table.UpdateAsync(new TableEntity(partition, row!.RowKey) { ["text"] = "again" }, row.ETag);
            Assert.True(await table.DeleteAsync(partition, row.RowKey, Azure.ETag.All));
        }
    }
}
