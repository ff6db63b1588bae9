using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>
/// The people of a space who are not open to everybody: one row, beside the activity that it began with, so that it changes in one
/// transaction with what the person has decided.
/// </summary>
/// <param name="People">By id.</param>
/// <param name="Seeds">What an id's pseudonym is made of, where that is not the id: all ids that were a person's then have one.</param>
/// <param name="Secret">
/// What pseudonyms are made with, as it is stored: sealed where the app has keys. Made when somebody is hidden from somebody first.
/// </param>
internal sealed record HiddenPeople(
    SortedDictionary<string, Privacy> People, SortedDictionary<string, string> Seeds, string? Secret)
{
    /// <summary>The row's key.</summary>
    public const string RowKey = "x~hidden";

    /// <summary>People of a space who are not open; their ids share a row.</summary>
    public const int PeopleMax = 4000;

    private const int FormatVersion = 1;

    /// <summary>Reads the row; nobody is hidden where there is none.</summary>
    public static HiddenPeople Read(TableEntity? row)
    {
        if (row is null) return new(new(StringComparer.Ordinal), new(StringComparer.Ordinal), null);
        if (row.Required<int>("Format") is var format && format != FormatVersion)
            throw new InvalidDataException($"Row {row.Place()} of activity has format {format}; this version reads {FormatVersion}.");
        return new(
            new(JsonSerializer.Deserialize(row.Text("People"), HiddenPeopleJson.Default.SortedDictionaryStringPrivacy)!,
                StringComparer.Ordinal),
            row.ContainsKey("Seeds")
                ? new(JsonSerializer.Deserialize(row.Text("Seeds"), HiddenPeopleJson.Default.SortedDictionaryStringString)!,
                    StringComparer.Ordinal)
                : new(StringComparer.Ordinal),
            row.GetString("Secret"));
    }

    /// <summary>The row.</summary>
    public TableEntity Row(string space)
    {
        var row = new TableEntity(space, RowKey) { ["Format"] = FormatVersion }
            .SetText("People", JsonSerializer.Serialize(People, HiddenPeopleJson.Default.SortedDictionaryStringPrivacy));
        if (Seeds.Count > 0)
            row.SetText("Seeds", JsonSerializer.Serialize(Seeds, HiddenPeopleJson.Default.SortedDictionaryStringString));
        if (Secret is not null) row["Secret"] = Secret;
        return row;
    }

    /// <summary>Takes over what somebody has decided.</summary>
    /// <param name="id">One of their ids.</param>
    /// <param name="ids">All of them, the one that is paid first.</param>
    /// <param name="privacy">What they want.</param>
    public void Set(string id, IReadOnlyList<string> ids, Privacy privacy)
    {
        if (privacy == Privacy.Open)
        {
            People.Remove(id);
            Seeds.Remove(id);
            return;
        }

        // Who gets another id keeps the pseudonym.
        var seed = ids.Where(People.ContainsKey).Select(SeedOf).FirstOrDefault() ?? ids[0];
        People[id] = privacy;
        if (seed != id) Seeds[id] = seed;
    }

    /// <summary>What the pseudonym of an id is made of.</summary>
    public string SeedOf(string id) => Seeds.GetValueOrDefault(id, id);
}

/// <summary>How it is stored.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(SortedDictionary<string, Privacy>))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class HiddenPeopleJson : JsonSerializerContext;
