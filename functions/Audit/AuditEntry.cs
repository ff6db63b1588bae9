using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Audit;

/// <summary>An administrative act.</summary>
/// <param name="Operation">What was done: the operation's id in the API document, or the verb of the command line.</param>
/// <param name="At">When it began.</param>
/// <param name="By">By whom, for people: <c>key acme/7f3a… (the build server)</c>, <c>https://issuer#sub</c>, <c>the command line</c>.
/// </param>
internal sealed record AuditEntry(string Operation, DateTimeOffset At, string By)
{
    /// <summary>The outcome of an act that nobody came back to tell of, and that could not be found out.</summary>
    public const string NotKnown = "not-known";

    /// <summary>The id of the key.</summary>
    public string? Key { get; init; }

    /// <summary>The space that it was done to; absent in the space's own journal.</summary>
    public string? Space { get; init; }

    /// <summary>What it was done to, within the space.</summary>
    public string? Target { get; init; }

    /// <summary>Which values that matter changed.</summary>
    public IReadOnlyList<ActChange>? Changes { get; init; }

    /// <summary>Absent if it was done; <see cref="NotKnown"/> if it may have been done or not.</summary>
    public string? Outcome { get; init; }
}

/// <summary>The running totals of a journal of acts.</summary>
/// <param name="Acts">How many there are.</param>
/// <param name="NotKnown">Of how many it is not known whether they were done.</param>
internal sealed record AuditTotals(long Acts, long NotKnown);

/// <summary>The journal of acts: one account a space.</summary>
internal sealed record AuditRules : JournalRules<AuditTotals, AuditEntry>
{
    public override string Table => "audit";

    public override AuditTotals Empty { get; } = new(0, 0);

    public override JsonTypeInfo<AuditTotals> HeadJson => AuditJson.Default.AuditTotals;

    public override JsonTypeInfo<AuditEntry> EntryJson => AuditJson.Default.AuditEntry;

    public override AuditTotals Apply(AuditTotals head, AuditEntry entry) =>
        new(head.Acts + 1, head.NotKnown + (entry.Outcome == AuditEntry.NotKnown ? 1 : 0));
}

/// <summary>How acts are stored and answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditTotals))]
[JsonSerializable(typeof(AuditAnswer))]
internal sealed partial class AuditJson : JsonSerializerContext;
