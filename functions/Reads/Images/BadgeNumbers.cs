using System.Numerics;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Grants.Counting;

namespace Grain.Functions.Reads.Images;

/// <summary>A number of a badge.</summary>
/// <param name="Label">What is counted.</param>
/// <param name="Full">The number.</param>
/// <param name="Compact">The same where there is little room.</param>
internal sealed record BadgeNumber(string Label, string Full, string Compact);

/// <summary>Reads the numbers that a badge shows, over all ids of a person: only those that it is asked for.</summary>
internal sealed class BadgeNumbers(GrantLedger grants, GrainLedger grain, ScoreBoard scores, OpenBoard opens)
{
    private const string Points = "points";
    private const string Cred = "cred";
    private const string Grain = "grain";
    private const string Open = "open";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> All { get; } = [Points, Cred, Grain, Open];

    /// <summary>What is shown if nothing is asked for.</summary>
    public static IReadOnlyList<string> Usual { get; } = [Cred, Grain];

    /// <summary>
    /// The names in a query value such as <c>points,grain</c>; <see langword="null"/> if one is not known or comes twice.
    /// </summary>
    public static IReadOnlyList<string>? Named(string? show) => show is null ? Usual
        : show.Split(',') is var names && names.All(All.Contains) && names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names
        : null;

    /// <summary>The numbers.</summary>
    public Task<BadgeNumber[]> ReadAsync(ActivityView view, IReadOnlyList<string> names, CancellationToken cancellation) =>
        Task.WhenAll(names.Select(name => name switch
        {
            Points => ReadPointsAsync(view, cancellation),
            Cred => ReadCredAsync(view, cancellation),
            Open => ReadOpenAsync(view, cancellation),
            _ => ReadGrainAsync(view, cancellation),
        }));

    private async Task<BadgeNumber> ReadPointsAsync(ActivityView view, CancellationToken cancellation)
    {
        var heads =
            await Task.WhenAll(view.Accounts.Select(account => grants.ReadHeadAsync(view.Space.Journal, account, cancellation)));
        var parts = heads.Aggregate(BigInteger.Zero, (sum, head) => sum + (BigInteger)head.Totals.Total.Parts);
        return Of(Points, parts, Ledgers.Grants.Points.Decimals);
    }

    private async Task<BadgeNumber> ReadCredAsync(ActivityView view, CancellationToken cancellation)
    {
        var board = await scores.ReadAsync(view.Space.Name, cancellation);
        var cred = view.Accounts.Sum(account => board?.ById.GetValueOrDefault(account)?.Cred ?? 0);
        return new BadgeNumber(Cred, Shown.Of(cred), Shown.Compact(cred));
    }

    /// <summary>The cred as of the open epoch; of the last closed one while that is not ranked.</summary>
    private async Task<BadgeNumber> ReadOpenAsync(ActivityView view, CancellationToken cancellation)
    {
        if (await opens.ReadAsync(view.Space, cancellation) is not { } open) return await ReadCredAsync(view, cancellation);
        var cred = view.Accounts.Sum(account => open.ById.GetValueOrDefault(account)?.Cred ?? 0);
        return new BadgeNumber("cred so far", Shown.Of(cred), Shown.Compact(cred));
    }

    private async Task<BadgeNumber> ReadGrainAsync(ActivityView view, CancellationToken cancellation)
    {
        var heads = await Task.WhenAll(view.Accounts.Select(account => grain.ReadHeadAsync(view.Space.Journal, account, cancellation)));
        var units = heads.Aggregate(BigInteger.Zero, (sum, head) => sum + head.Totals.Balance.BaseUnits);
        return Of(Grain, units, view.Space.Config.Token.Decimals);
    }

    private static BadgeNumber Of(string label, BigInteger parts, int decimals) =>
        new(label, Shown.Of(parts, decimals), Shown.Compact(parts, decimals));
}
