using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Journals;

namespace Grain.Functions.Grants;

/// <summary>The journal of grants: an account a contributor.</summary>
internal sealed record GrantRules : JournalRules<GrantTotals, Grant>
{
    public override string Table => "grants";

    public override GrantTotals Empty { get; } = new()
    {
        Categories = new(StringComparer.Ordinal),
        Sources = new(StringComparer.Ordinal),
    };

    public override JsonTypeInfo<GrantTotals> HeadJson => GrantJson.Stored.GrantTotals;

    public override JsonTypeInfo<Grant> EntryJson => GrantJson.Stored.Grant;

    public override GrantTotals Apply(GrantTotals head, Grant entry) => head.Add(entry);
}
