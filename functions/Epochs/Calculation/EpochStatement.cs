using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// What a closed epoch did, with the hashes of everything it was computed from. It holds no clock times and is written in the
/// canonical form of RFC 8785, so computing it again from the stored pieces gives the same bytes; each statement names the hash
/// of the one before. Amounts in base units.
/// </summary>
public sealed record EpochStatement
{
    /// <summary>The form of this document.</summary>
    public string Format { get; init; } = "grain-statement/1";

    /// <summary>The space.</summary>
    public required string Space { get; init; }

    /// <summary>The epoch's id.</summary>
    public required string Epoch { get; init; }

    /// <summary>When the epoch began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>
    /// How long an epoch of the schedule would have been, in minutes, where a changed schedule cut this one short: it has the budget in
    /// proportion. Absent for a whole one.
    /// </summary>
    public long? RegularMinutes { get; init; }

    /// <summary>How it was computed; see <see cref="CalculationVersion"/>. Absent for the first version.</summary>
    public int? Calculation { get; init; }

    /// <summary>SHA-256 of the previous epoch's statement; absent for the first.</summary>
    public string? PreviousStatement { get; init; }

    /// <summary>SHA-256 of the configuration.</summary>
    public required string Config { get; init; }

    /// <summary>
    /// SHA-256 of the configuration's weights alone, in canonical form: two epochs with the same one valued everything alike.
    /// </summary>
    public required string Weights { get; init; }

    /// <summary>SHA-256 of who is who.</summary>
    public required string Identities { get; init; }

    /// <summary>SHA-256 of the cursors: up to which grant of each contributor everything is in the graph.</summary>
    public required string Cursors { get; init; }

    /// <summary>SHA-256 of the contribution graph with its cursors.</summary>
    public required string Graph { get; init; }

    /// <summary>SHA-256 of the scores.</summary>
    public required string Scores { get; init; }

    /// <summary>SHA-256 of the scores of all nodes.</summary>
    public required string Flow { get; init; }

    /// <summary>SHA-256 of the allocation.</summary>
    public required string Allocation { get; init; }

    /// <summary>
    /// The roots of the trees over all grants, accounts and payments up to this epoch; absent in epochs from before there were trees.
    /// </summary>
    public TreeRoots? Trees { get; init; }

    /// <summary>All cred there is.</summary>
    public required double TotalCred { get; init; }

    /// <summary>What there was to pay.</summary>
    public required GrainAmount Budget { get; init; }

    /// <summary>Grain held by people before this epoch.</summary>
    public required GrainAmount Outstanding { get; init; }

    /// <summary>The part of the budget that the treasury does not cover.</summary>
    public required GrainAmount Withheld { get; init; }

    /// <summary>What was paid: the sum of <see cref="Payments"/>.</summary>
    public required GrainAmount Paid { get; init; }

    /// <summary>What goes to the next epoch.</summary>
    public required GrainAmount CarriedOver { get; init; }

    /// <summary>What is never minted.</summary>
    public required GrainAmount Lapsed { get; init; }

    /// <summary>All grain minted before this epoch.</summary>
    public required GrainAmount SupplyBefore { get; init; }

    /// <summary>All grain minted with it.</summary>
    public required GrainAmount SupplyAfter { get; init; }

    /// <summary>What each policy did with its share.</summary>
    public required IReadOnlyList<PolicyAllocation> Policies { get; init; }

    /// <summary>Who was paid how much.</summary>
    public required IReadOnlyList<Receipt> Payments { get; init; }

    /// <summary>The statement of a run whose allocation is paid.</summary>
    /// <exception cref="InvalidOperationException">D2: the parts do not add up to the whole.</exception>
    internal static EpochStatement Of(EpochRun run, string weights, CredScores scores, EpochAllocation allocation, SpaceBooks books,
        TreeRoots? trees)
    {
        if (allocation.Paid + allocation.CarriedOver + allocation.Lapsed != allocation.Budget
            || GrainAmount.Sum(allocation.Payments.Select(payment => payment.Amount)) != allocation.Paid)
            throw new InvalidOperationException($"D2: the allocation of epoch {run.Epoch.Id} does not add up to its budget.");
        return new EpochStatement
        {
            Space = run.Space,
            Epoch = run.Epoch.Id,
            Start = run.Epoch.Start,
            End = run.Epoch.End,
            RegularMinutes = run.RegularMinutes,
            Calculation = run.Calculation == CalculationVersion.First ? null : run.Calculation,
            PreviousStatement = books.Statement?.Hash,
            Config = run.Config!.Hash,
            Weights = weights,
            Identities = run.Identities!.Hash,
            Cursors = run.Cursors!.Hash,
            Graph = run.Graph!.Hash,
            Scores = run.Scores!.Hash,
            Flow = run.Flow!.Hash,
            Allocation = run.Allocation!.Hash,
            Trees = trees,
            TotalCred = scores.TotalMint,
            Budget = allocation.Budget,
            Outstanding = allocation.Outstanding,
            Withheld = allocation.Withheld,
            Paid = allocation.Paid,
            CarriedOver = allocation.CarriedOver,
            Lapsed = allocation.Lapsed,
            SupplyBefore = books.Supply,
            SupplyAfter = books.Supply + allocation.Paid,
            Policies = allocation.Policies,
            Payments = allocation.Payments,
        };
    }
}
