using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Storage.Formats;
using Grain.Functions.Tests.Fixtures;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Storage.Formats;

/// <summary>The list of kinds knows all that is stored, and the docs know the list.</summary>
public sealed partial class StoredKindsTests
{
    [Fact]
    public void Tables_and_queues_are_those_of_the_app()
    {
        Assert.Equal([.. SpaceRemains.Tables, "boards", "failures", "spaces"],
            StoredKinds.All.Where(kind => kind.Place == StoredPlace.Row).Select(kind => kind.Name).Distinct().Order(StringComparer.Ordinal)
                .OrderBy(name => name is "boards" or "failures" or "spaces"));
        Assert.Equal(Queues.All, StoredKinds.All.Where(kind => kind.Place == StoredPlace.Message).Select(kind => kind.Name));
        Assert.All(StoredKinds.All, kind => Assert.InRange(kind.Oldest, 1, kind.NewestIn(1)));
    }

    [Fact]
    public void Everything_that_an_earlier_build_wrote_is_of_a_kind_and_format_of_the_first_storage_format()
    {
        foreach (var table in Fixture.Data.Files.Keys.Where(file => file.StartsWith("tables/", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)))
            foreach (var row in Fixture.Data.Rows(table))
            {
                Assert.NotNull(StoredKinds.Of(table, row.PartitionKey, row.RowKey));
                StoredKinds.Checked(table, row, StorageFormats.First, whole: true);
            }

        var blobs = StoredKinds.All.Where(kind => kind.Place == StoredPlace.Blob).Select(kind => kind.Name).ToHashSet();
        Assert.All(Fixture.Data.AllBlobs(), blob => Assert.Contains(HashedName().Match(blob.Name).Groups[1].Value, blobs));
    }

    [Fact]
    public void The_docs_list_every_kind_with_its_formats()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/storage-format.md"));
        var listed = ListedKind().Matches(page).Select(match => match.Value).ToHashSet();
        string[] known =
        [
            .. StoredKinds.All.Where(kind => kind.NewestIn(StorageFormats.Newest) > 1).Select(kind =>
                $"| {kind.Title} | {kind.Oldest} to {kind.NewestIn(StorageFormats.Newest)} |"
                    .Replace("2 to 2", "2", StringComparison.Ordinal)),
        ];
        Assert.Equal(known.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("grants", "moss~00", "h~ada", 2)]
    [InlineData("spaces", "spaces", "moss", 3)]
    [InlineData("activity", "moss", "h~ada", 3)]
    [InlineData("usage", "moss", "accounts", 0)]
    [InlineData("grain", "moss~0f", "h~ada", 9_000_000_000L)]
    public void A_format_that_is_not_known_is_told_with_the_place_and_what_to_do(string table, string partition, string row, object format)
    {
        var fault = Assert.Throws<UnknownFormatException>(() =>
            StoredKinds.Checked(table, new TableEntity(partition, row) { ["Format"] = format }, StorageFormats.Newest, whole: true));
        Assert.StartsWith($"{partition}/{row} (", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"has format {format}; this version reads 1", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(UnknownFormatException.Cure, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"space":"moss","format":2}""", 2)]
    [InlineData("""{"space":{"format":2},"grants":[]}""", 1)]
    [InlineData("""{"format":"two"}""", 1)]
    [InlineData("not JSON", 1)]
    [InlineData("""{"format":1e99}""", int.MaxValue)]
    [InlineData("""{"format":-1}""", -1)]
    public void A_message_names_its_format_or_has_the_first(string text, int format) =>
        Assert.Equal(format, Grain.Functions.Health.FormatsMiddleware.FormatOf(text));

    [GeneratedRegex("([a-z.]+)(-[0-9a-f]{32,64})?$")]
    private static partial Regex HashedName();

    [GeneratedRegex(@"^\| (rows|blobs|messages) .* \| [0-9to ]+ \|", RegexOptions.Multiline)]
    private static partial Regex ListedKind();
}
