using System.Text.Json;
using Grain.Functions.Cred.CredRank;

namespace Grain.Local.CredRank;

/// <summary>Reads <c>personalAttributions</c>: <c>[{from, recipients: [{to, proportions: [{timestampMs, proportion}]}]}]</c>.</summary>
internal sealed class AttributionReader(JsonFeed feed, List<AttributionGiver> givers)
{
    /// <summary>Reads the array whose name was just read.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        feed.NextValue(ref reader, JsonTokenType.StartArray, "personalAttributions");
        while (feed.NextItem(ref reader)) givers.Add(ReadGiver(ref reader));
    }

    private AttributionGiver ReadGiver(ref Utf8JsonReader reader)
    {
        JsonFeed.Expect(ref reader, JsonTokenType.StartObject, "A giver of attributions");
        string? from = null;
        var recipients = new List<AttributionRecipient>();
        while (feed.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("from"u8)) from = ReadId(ref reader, "from");
            else if (!reader.ValueTextEquals("recipients"u8)) feed.SkipValue(ref reader);
            else
            {
                feed.NextValue(ref reader, JsonTokenType.StartArray, "recipients");
                while (feed.NextItem(ref reader)) recipients.Add(ReadRecipient(ref reader));
            }
        }

        return new AttributionGiver(from ?? throw Missing("A giver of attributions", "from"), recipients);
    }

    private AttributionRecipient ReadRecipient(ref Utf8JsonReader reader)
    {
        JsonFeed.Expect(ref reader, JsonTokenType.StartObject, "A recipient of attributions");
        string? to = null;
        var proportions = new List<AttributionProportion>();
        while (feed.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("to"u8)) to = ReadId(ref reader, "to");
            else if (!reader.ValueTextEquals("proportions"u8)) feed.SkipValue(ref reader);
            else
            {
                feed.NextValue(ref reader, JsonTokenType.StartArray, "proportions");
                while (feed.NextItem(ref reader)) proportions.Add(ReadProportion(ref reader));
            }
        }

        return new AttributionRecipient(to ?? throw Missing("A recipient of attributions", "to"), proportions);
    }

    private AttributionProportion ReadProportion(ref Utf8JsonReader reader)
    {
        JsonFeed.Expect(ref reader, JsonTokenType.StartObject, "A proportion");
        double? time = null;
        double? proportion = null;
        while (feed.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("timestampMs"u8)) time = feed.NextNumber(ref reader, "The timestampMs of a proportion");
            else if (reader.ValueTextEquals("proportion"u8)) proportion = feed.NextNumber(ref reader, "A proportion");
            else feed.SkipValue(ref reader);
        }

        return new AttributionProportion(time ?? throw Missing("A proportion", "timestampMs"),
            proportion ?? throw Missing("A proportion", "proportion"));
    }

    private string ReadId(ref Utf8JsonReader reader, string place)
    {
        feed.NextValue(ref reader, JsonTokenType.String, place);
        return reader.GetString()!;
    }

    private static CredRankException Missing(string what, string member) => new(CredRankFaults.BadInput, $"{what} has no {member}.");
}
