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
    private readonly Dictionary<string, Action<IReadOnlyList<StoredChange>>> takers = new(StringComparer.Ordinal);

    /// <param name="findings">Takes what is wrong.</param>
    /// <param name="spaces">The spaces that there are: ids that are of one have its name.</param>
    public Ledgers(Findings findings, IReadOnlyList<string> spaces)
    {
        (this.findings, this.spaces) = (findings, spaces);
        (Grants, Grain, Credits, Registers) = (new(findings), new(findings), new(findings), new(findings));
        (Epochs, Activity, Proposals) = (new(findings, Grain), new(findings), new(findings, Grants));
        (People, Spaces, Formats, Seals, Open) = (new(findings), new(findings), new(findings), new(findings), new(findings));
        Receiver = new(findings);
        ShadowJournal[] all =
            [Grants, Grain, Credits, Registers, new PlainJournal("escrows", findings), new PlainJournal("guards", findings)];
        foreach (var journal in all) takers[journal.Table] = journal.Take;
        (takers["epochs"], takers["activity"], takers["proposals"], takers["people"]) =
            (Epochs.Take, Activity.Take, Proposals.Take, People.Take);
    }

    public GrantShadow Grants { get; }
    public GrainShadow Grain { get; }
    public CreditShadow Credits { get; }
    public RegisterShadow Registers { get; }
    public EpochShadow Epochs { get; }
    public ActivityShadow Activity { get; }
    public ProposalShadow Proposals { get; }
    public PeopleShadow People { get; }
    public SpaceShadow Spaces { get; }
    public SealShadow Seals { get; }
    public ConfigShadow Configs { get; } = new();
    private FormatShadow Formats { get; }
    private OpenShadow Open { get; }

    /// <summary>What another service is sent.</summary>
    public ReceiverShadow Receiver { get; }

    /// <summary>Takes a change that storage took.</summary>
    public void Take(StorageCall call)
    {
        Spaces.Take(call);
        Seals.Take(call);
        Open.Take(call);
        if (call.Service == "blob") Epochs.TakeBlob(call.Request);
        if (call.Service != "table") return;
        var table = call.Changes[0].Path.Split('(')[0];
        // What a deleted space holds is removed in any order, and what comes late is no ledger any more.
        if (!Spaces.IsDeleted(call.Changes[0].Space) && takers.TryGetValue(table, out var take)) take(call.Changes);
        foreach (var change in call.Changes)
        {
            if (table == "spaces") Configs.Take(change);
            Formats.Take(table, change);
            Receiver.Take(table, change);
            KeepApart(table, change, call);
        }
    }

    /// <summary>What is written of one space speaks of no other.</summary>
    private void KeepApart(string table, StoredChange change, StorageCall call)
    {
        if (change.Row is null || spaces.FirstOrDefault(space => change.Space == space) is not { } own) return;
        findings.Must(call.Space is null || call.Space == own, $"{table}: a request to {call.Space} writes a row of {own}");
        foreach (var other in spaces)
            findings.Must(other == own || change.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"{other}-")) < 0,
                $"{table}: a row of {own} speaks of {other}");
    }
}
