using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Storage;

/// <summary>
/// A used key: the row that proves that something is written. Its property <c>Writer</c> names the attempt that wrote it.
/// </summary>
/// <param name="RowKey">Where it lies.</param>
/// <param name="Group">Whose key of a group is used, the others likely are: one is looked for before all.</param>
/// <param name="Found">Takes the row of an earlier writer.</param>
internal sealed record KeyInDoubt(string RowKey, string Group, Action<TableEntity> Found);

/// <summary>
/// An entity group transaction on its way: rows under the versions they were read with, the keys that it uses up, and what it means to
/// whoever asked for it. All of it is written or nothing, so that one used key tells of everything.
/// </summary>
internal sealed class Attempt
{
    private readonly List<TableTransactionAction> actions = [];
    private readonly List<(int Index, Action<ETag> Note)> notes = [];
    private readonly List<KeyInDoubt> keys = [];

    /// <summary>Stands in the keys that this very attempt uses up.</summary>
    public string Writer { get; } = RandomId.New();

    public IReadOnlyList<TableTransactionAction> Actions => actions;

    /// <summary>What tells, after a doubt, who wrote.</summary>
    public IReadOnlyList<KeyInDoubt> Keys => keys;

    /// <summary>This attempt is what was written, which is now known.</summary>
    public required Action Committed { get; init; }

    /// <summary>Whether all that was asked is known to be written, by whomever.</summary>
    public required Func<bool> IsSettled { get; init; }

    /// <summary>
    /// It was refused, or not answered: what was believed of its rows is to be forgotten. Takes the row that was in the way.
    /// </summary>
    public required Action<TableEntity?> Lost { get; init; }

    /// <summary>Adds a row: a new one, or one in place of the version that was read.</summary>
    /// <param name="row">The row.</param>
    /// <param name="read">The version; <see langword="null"/> when there was none.</param>
    /// <param name="note">Takes the new version, if the answer comes.</param>
    public void Write(TableEntity row, ETag? read, Action<ETag>? note = null)
    {
        if (note is not null) notes.Add((actions.Count, note));
        actions.Add(Table.Write(row, read));
    }

    /// <summary>Adds the row of a key that nobody may have used.</summary>
    public void Use(TableEntity row, KeyInDoubt key)
    {
        row["Writer"] = Writer;
        Write(row, null);
        Prove(key);
    }

    /// <summary>Says which row tells of the attempt where it uses no key up.</summary>
    public void Prove(KeyInDoubt key) => keys.Add(key);

    /// <summary>The answer came: it is written.</summary>
    public void Answered(IReadOnlyList<ETag> versions)
    {
        Committed();
        foreach (var (index, note) in notes) note(versions[index]);
    }
}
