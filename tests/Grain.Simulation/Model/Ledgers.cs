using System.Text;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>
/// The independent model: what must hold of all that is stored, kept up with each write. It knows the stored format, and nothing of the
/// app's code.
/// </summary>
internal sealed class Ledgers
{
    private readonly Findings findings;
    private readonly IReadOnlyList<string> spaces;
    private readonly Dictionary<string, ShadowJournal> journals;

    /// <param name="findings">Takes what is wrong.</param>
    /// <param name="spaces">The spaces that there are: ids that are of one have its name.</param>
    public Ledgers(Findings findings, IReadOnlyList<string> spaces)
    {
        (this.findings, this.spaces) = (findings, spaces);
        (Grants, Grain, Credits) = (new(findings), new(findings), new(findings));
        Epochs = new(findings, Grain);
        Activity = new(findings);
        ShadowJournal[] all =
        [
            Grants, Grain, Credits, new PlainJournal("escrows", findings), new PlainJournal("guards", findings),
            new PlainJournal("identities", findings),
        ];
        journals = all.ToDictionary(journal => journal.Table, StringComparer.Ordinal);
    }

    public GrantShadow Grants { get; }
    public GrainShadow Grain { get; }
    public CreditShadow Credits { get; }
    public EpochShadow Epochs { get; }
    public ActivityShadow Activity { get; }

    /// <summary>Takes a change that storage took.</summary>
    public void Take(StorageCall call)
    {
        if (call.Service == "blob") Epochs.TakeBlob(call.Request);
        if (call.Service != "table") return;
        var table = call.Changes[0].Path.Split('(')[0];
        if (journals.TryGetValue(table, out var journal)) journal.Take(call.Changes);
        else if (table == "epochs") Epochs.Take(call.Changes);
        else if (table == "activity") Activity.Take(call.Changes);
        foreach (var change in call.Changes) KeepApart(table, change);
    }

    /// <summary>What is written of one space speaks of no other.</summary>
    private void KeepApart(string table, StoredChange change)
    {
        if (change.Row is not { } row) return;
        var partition = row.Get("PartitionKey");
        if (spaces.FirstOrDefault(space => partition == space || partition.StartsWith($"{space}~",
            StringComparison.Ordinal)) is not { } own) return;
        foreach (var other in spaces)
            findings.Must(other == own || change.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"{other}-")) < 0,
                $"{table}: a row of {own} speaks of {other}");
    }
}
