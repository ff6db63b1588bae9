using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Distributions;
using Grain.Functions.Journals;

namespace Grain.Functions.Accounts;

/// <summary>The journal of grain: an account a participant.</summary>
internal sealed record GrainRules : JournalRules<GrainTotals, GrainEntry>
{
    public override string Table => "grain";

    public override GrainTotals Empty { get; } = new(GrainAmount.Zero, GrainAmount.Zero);

    public override JsonTypeInfo<GrainTotals> HeadJson => GrainJson.Default.GrainTotals;

    public override JsonTypeInfo<GrainEntry> EntryJson => GrainJson.Default.GrainEntry;

    public override string? Refuse(GrainTotals head, GrainEntry entry) => entry switch
    {
        { Kind: not GrainEntry.Distribution } => $"an entry of kind '{entry.Kind}' is not known",
        { Amount.Sign: <= 0 } => "a distribution pays more than nothing",
        _ => null,
    };

    public override GrainTotals Apply(GrainTotals head, GrainEntry entry) => new(head.Balance + entry.Amount, head.Received + entry.Amount);
}

/// <summary>How grain accounts are stored and answered; amounts are decimal texts of base units.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GrainTotals))]
[JsonSerializable(typeof(GrainEntry))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(AccountAnswer))]
internal sealed partial class GrainJson : JsonSerializerContext;
