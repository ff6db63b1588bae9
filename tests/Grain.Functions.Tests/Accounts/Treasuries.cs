using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;

namespace Grain.Functions.Tests.Accounts;

/// <summary>Puts a treasury together.</summary>
internal static class Treasuries
{
    public static Treasury Over(StorageService storage, TimeProvider time)
    {
        var (ledger, epochs, rows) = (new GrainLedger(storage, time), new EpochStore(storage), new TreasuryRows(storage));
        var distributions = new SpecialDistributions(ledger, new RegisterStore(storage, time), new TransferQueue(storage));
        var reserved = new ReservedGrain(rows, new MoveIds(storage, ledger), ledger, distributions, epochs);
        return new Treasury(rows, reserved, new SpaceDirectory(storage, time), epochs, new GrainBooks(ledger, epochs));
    }
}
