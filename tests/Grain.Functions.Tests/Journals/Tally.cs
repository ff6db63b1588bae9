using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Journals;

namespace Grain.Functions.Tests.Journals;

/// <summary>The simplest ledger: whole numbers and their sum, which must not fall below zero.</summary>
internal sealed record TallyEntry(long Amount, string Memo = "");

internal sealed record TallyHead(long Sum);

internal sealed record TallyRules(string Table) : JournalRules<TallyHead, TallyEntry>
{
    public override string Table { get; } = Table;

    public override TallyHead Empty { get; } = new(0);

    public override JsonTypeInfo<TallyHead> HeadJson => TallyJson.Default.TallyHead;

    public override JsonTypeInfo<TallyEntry> EntryJson => TallyJson.Default.TallyEntry;

    public override TallyHead Apply(TallyHead head, TallyEntry entry) => new(head.Sum + entry.Amount);

    public override string? Refuse(TallyHead head, TallyEntry entry) =>
        head.Sum + entry.Amount < 0 ? "the sum would fall below zero" : null;
}

[JsonSerializable(typeof(TallyEntry))]
[JsonSerializable(typeof(TallyHead))]
internal sealed partial class TallyJson : JsonSerializerContext;
