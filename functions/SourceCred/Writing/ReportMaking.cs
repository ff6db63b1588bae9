using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Ledger;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>Puts a report together.</summary>
internal sealed class ReportMaking(RegisterStore registers, GrainLedger grain)
{
    /// <summary>Files that an import can read; those that are missing are named.</summary>
    private static readonly string[] Known =
    [
        InstanceFiles.LedgerPath, "sourcecred.json", "config/grain.json", "config/weights.json", "config/currencyDetails.json",
        "config/dependencies.json", "config/pluginBudgets.json",
    ];

    /// <summary>The report of an import.</summary>
    public async Task<ImportReport> OfAsync(
        JournalSpace space, InstanceFiles files, LedgerReader reader, LedgerOutcome outcome, bool dryRun, CancellationToken cancellation)
    {
        SourceAccount[] accounts = [.. outcome.Replay.Accounts];
        var register = dryRun ? null : await registers.ReadAsync(space, cancellation);
        return new ImportReport
        {
            Space = space.Name,
            Source = files.Source,
            DryRun = dryRun,
            Ledger = new ReportedLedger(outcome.Events, outcome.New, outcome.Skipped.Count, reader.Text.TornLine, outcome.ByAction),
            Identities = new ReportedPeople(accounts.Count(account => account.Active), accounts.Count(account => !account.Active),
                outcome.Replay.Made - accounts.Length),
            Balances = GrainAmount.Sum(accounts.Select(account => account.Balance)),
            Paid = GrainAmount.Sum(accounts.Select(account => account.Paid)),
            LastDistribution = outcome.Replay.LastCredAt,
            AccountsHash = HashOf(accounts),
            Equal =
            [
                .. InstanceAccounts.Compare(files, accounts),
                .. register is null ? Array.Empty<Equality>() : [await CompareGrainAsync(space, register, accounts, cancellation)],
            ],
            NotTaken =
            [
                .. outcome.Skipped.Concat(outcome.NotTaken).OrderBy(each => each.Line).Select(each =>
                    new NotTaken(string.Create(CultureInfo.InvariantCulture, $"line {each.Line}"), $"{each.Reason} ({each.Kind})")),
                // What an earlier run did without is told again.
                .. register is null || outcome.New == outcome.Events ? [] : UntakenOf(register, accounts),
                .. reader.Text.TornLine is { } torn
                    ? [new NotTaken($"line {torn}", "the file breaks off in it; it is taken once it is whole")] : Array.Empty<NotTaken>(),
                .. Known.Where(path => files.Find(path) is null).Select(path => new NotTaken(path, "there is no such file")),
            ],
            Accounts =
            [
                .. accounts.Select(account => new ReportedAccount(account.Id, InstanceIds.Identity(account.Root), account.Name,
                    account.Balance, account.Paid, account.Active)),
            ],
        };
    }

    private static string HashOf(IEnumerable<SourceAccount> accounts)
    {
        var lines = accounts.OrderBy(account => account.Id, StringComparer.Ordinal)
            .Select(account => $"{account.Id} {account.Balance} {account.Paid} {(account.Active ? "true" : "false")}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    /// <summary>Addresses of people that mean somebody else here, or nobody.</summary>
    private static IEnumerable<NotTaken> UntakenOf(CommunityRegister register, IEnumerable<SourceAccount> accounts) =>
        from account in accounts
        let id = register.Resolve(InstanceIds.Identity(account.Root))
        from alias in account.Aliases.Select(InstanceIds.Person).Distinct()
        where register.Resolve(alias) != id
        select new NotTaken($"{alias} of {account.Name}",
            register.Find(alias) is { } other ? $"it means {other.Name} here" : "nobody can be called so here");

    /// <summary>What Grain's own accounts hold, person by person, against what the ledger says.</summary>
    private async Task<Equality> CompareGrainAsync(
        JournalSpace space, CommunityRegister register, IReadOnlyList<SourceAccount> accounts, CancellationToken cancellation)
    {
        var sums = new Dictionary<string, (GrainAmount Held, GrainAmount Paid)>(StringComparer.Ordinal);
        await foreach (var head in grain.ReadHeadsAsync(space, cancellation))
        {
            var person = register.Resolve(head.Account);
            var (held, paid) = sums.GetValueOrDefault(person);
            sums[person] = (held + head.Totals.Balance + head.Totals.InTransit, paid + head.Totals.Received);
        }

        return InstanceAccounts.EqualityOf("the accounts in Grain", accounts.Select(account =>
        {
            var id = InstanceIds.Identity(account.Root);
            var (held, paid) = sums.GetValueOrDefault(register.Resolve(id));
            return InstanceAccounts.Difference(account, held, paid, register.IsActive(id));
        }));
    }
}
