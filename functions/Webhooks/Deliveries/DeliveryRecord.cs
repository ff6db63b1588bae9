using Azure.Data.Tables;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>What became of a delivery that proved who sent it.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Source">The sender: <c>github</c>, ….</param>
/// <param name="Event">The event's name.</param>
/// <param name="Delivery">The sender's id of the delivery.</param>
/// <param name="Outcome">
/// <c>accepted</c>, <c>ignored</c>, <c>malformed</c> or <c>failed</c>; of what did not come <c>asked</c> or <c>given-up</c>.
/// </param>
/// <param name="Reason">Why it was not accepted.</param>
/// <param name="Ms">From its arrival to its answer, in milliseconds.</param>
/// <param name="Grants">How many grants were made of it.</param>
internal sealed record DeliveryRecord(
    DateTimeOffset At, string Source, string Event, string Delivery, string Outcome, string? Reason, double Ms, int Grants)
{
    /// <summary>Longer names are cut: no sender of ours has them.</summary>
    private const int NameMax = 200;

    private const int ReasonMax = 500;

    /// <summary>Ids that are kept: a push has as many grants as commits.</summary>
    public const int GrantIdsMax = 100;

    /// <summary>The properties of a list; a payload is read one at a time.</summary>
    public static IReadOnlyList<string> Listed { get; } =
        ["At", "Source", "Event", "Delivery", "Outcome", "Reason", "Ms", "Grants", "PayloadBytes"];

    /// <summary>Ids of the grants that were made of it, the first <see cref="GrantIdsMax"/>; none of a sealed space.</summary>
    public IReadOnlyList<string> GrantIds { get; init; } = [];

    /// <summary>Its name in the log.</summary>
    public DeliveryId Id { get; init; }

    /// <summary>The body, if the space keeps them and it is not too large.</summary>
    public string? Payload { get; init; }

    /// <summary>The length of the body, in bytes, if the space keeps them.</summary>
    public int? PayloadBytes { get; init; }

    /// <summary>The row.</summary>
    public TableEntity ToRow(string space)
    {
        var row = new TableEntity(Id.PartitionOf(space), Id.RowKey)
        {
            ["At"] = At,
            ["Source"] = Source,
            ["Event"] = BoundedText.Line(Event, NameMax),
            ["Delivery"] = BoundedText.Line(Delivery, NameMax),
            ["Outcome"] = Outcome,
            ["Ms"] = Math.Round(Ms, 3),
            ["Grants"] = Grants,
        };
        if (Reason is not null) row["Reason"] = BoundedText.Line(Reason, ReasonMax);
        if (PayloadBytes is { } bytes) row["PayloadBytes"] = bytes;
        if (GrantIds.Count > 0) row.SetText("GrantIds", string.Join('\n', GrantIds));
        if (Payload is not null) row.SetText("Payload", Payload);
        return row;
    }

    /// <summary>Reads a row.</summary>
    public static DeliveryRecord Read(TableEntity row) => new(
        row.Required<DateTimeOffset>("At"), row.Required<string>("Source"), row.Required<string>("Event"), row.Required<string>("Delivery"),
        row.Required<string>("Outcome"),
        row.GetString("Reason"), row.Required<double>("Ms"), row.Required<int>("Grants"))
    {
        Id = new DeliveryId(DeliveryId.DayOf(row.PartitionKey), row.RowKey),
        GrantIds = row.ContainsKey("GrantIds") ? row.Text("GrantIds").Split('\n') : [],
        PayloadBytes = row.GetInt32("PayloadBytes"),
        Payload = row.ContainsKey("Payload") ? row.Text("Payload") : null,
    };
}

/// <summary>The place of a delivery in the log; later ones come first.</summary>
/// <param name="Day">The UTC day, as <c>20261121</c>.</param>
/// <param name="RowKey">What is left of all time, in ticks, and eight random hexadecimal digits.</param>
internal readonly record struct DeliveryId(string Day, string RowKey)
{
    private const int DayLength = 8;
    private const int RowKeyLength = 19 + 1 + 8;

    private static readonly System.Buffers.SearchValues<char> Characters = System.Buffers.SearchValues.Create("0123456789abcdef-");

    /// <summary>The place of something that arrived now.</summary>
    public static DeliveryId Of(DateTimeOffset at, ReadOnlySpan<byte> random) => new(
        DayOf(at), $"{KeyOf(at)}-{Convert.ToHexStringLower(random)}");

    /// <summary>How row keys of a moment begin; later ones come first.</summary>
    public static string KeyOf(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks:D19}");

    /// <summary>The day of a moment.</summary>
    public static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The day of a partition.</summary>
    public static string DayOf(string partitionKey) => partitionKey[^DayLength..];

    /// <summary>The partition of a day; space names hold no <c>~</c>.</summary>
    public static string Partition(string space, string day) => $"{space}~{day}";

    /// <summary>The partition it lies in.</summary>
    public string PartitionOf(string space) => Partition(space, Day);

    /// <summary>Reads what <see cref="ToString"/> gives.</summary>
    public static DeliveryId? Parse(string text)
    {
        if (text.Length != DayLength + 1 + RowKeyLength || text[DayLength] != '-' || text[^9] != '-') return null;
        var isId = !text.AsSpan().ContainsAnyExcept(Characters) && text.AsSpan(0, DayLength).IndexOfAnyExceptInRange('0', '9') < 0;
        return isId ? new DeliveryId(text[..DayLength], text[(DayLength + 1)..]) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Day}-{RowKey}";
}
