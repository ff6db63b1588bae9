using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Replicas;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>The laws that let replicas meet in any order and any number of times.</summary>
public sealed class ReplicaLawTests
{
    private static readonly Arbitrary<ReplicaState> States = Arb.From(StateOf(conflicting: false));

    /// <summary>States that may know one task with different amounts: then both sides of a law must refuse.</summary>
    private static readonly Arbitrary<ReplicaState> AnyStates = Arb.From(StateOf(conflicting: true));

    [Fact]
    public void Merging_is_commutative() =>
        Prop.ForAll(AnyStates, AnyStates, (a, b) => Same(Merge(a, b), Merge(b, a))).QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_is_associative() =>
        Prop.ForAll(AnyStates, AnyStates, AnyStates, (a, b, c) => Same(Merge(Merge(a, b), c), Merge(a, Merge(b, c))))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_is_idempotent() =>
        Prop.ForAll(States, States, (a, b) => Same(Merge(a, a), a) && Same(Merge(Merge(a, b), b), Merge(a, b))).QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_loses_nothing_and_makes_nothing_up() => Prop.ForAll(States, States, (a, b) =>
    {
        var ids = a.Transactions.Concat(b.Transactions).Select(transaction => transaction.Id).Distinct().Order(StringComparer.Ordinal);
        return ids.SequenceEqual(ReplicaState.Merge(a, b).Transactions.Select(transaction => transaction.Id));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_balance_is_the_exact_sum_of_the_transactions() => Prop.ForAll(States, state =>
        state.Balance.Hundredths == state.Transactions.Sum(transaction =>
            (long)(transaction.Kind == CreditKinds.Earn ? transaction.Amount.Hundredths : -transaction.Amount.Hundredths)))
        .QuickCheckThrowOnFailure();

    private static ReplicaState? Merge(ReplicaState? left, ReplicaState? right)
    {
        if (left is null || right is null) return null;
        try
        {
            return ReplicaState.Merge(left, right);
        }
        catch (ReplicaConflictException)
        {
            return null;
        }
    }

    private static bool Same(ReplicaState? left, ReplicaState? right) =>
        left is null ? right is null : right is not null && left.Transactions.SequenceEqual(right.Transactions);

    /// <summary>Few tasks and few replicas, so that states overlap. Without conflicts a task's amount follows from its number.</summary>
    private static Gen<ReplicaState> StateOf(bool conflicting)
    {
        var transaction =
            from kind in Gen.Elements(CreditKinds.Earn, CreditKinds.Spend)
            from task in Gen.Choose(0, 12)
            from twist in conflicting ? Gen.Frequency((40, Gen.Constant(0)), (1, Gen.Constant(1))) : Gen.Constant(0)
            from replica in Gen.Elements("phone", "laptop", null)
            select new ReplicaTransaction(
                kind, $"task-{task}", new CreditAmount(100 + (17 * task) + twist), null,
                replica is null ? null : new ReplicaMark(replica, $"signature-{replica}-{task}"));
        return Gen.ListOf(transaction).Select(list => list.GroupBy(each => each.Id).Select(group => group.First())).Select(ReplicaState.Of);
    }
}
