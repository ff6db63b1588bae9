using System.Globalization;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Ledgers.Proposals;
using Grain.Functions.Ledgers.Verification;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Grain.Functions.Tests.Proposals;

/// <summary>
/// One process of those that take proposals of the space <c>moss</c>, on storage in memory and a clock that a test moves.
/// </summary>
internal sealed class ProposalHouse
{
    private readonly StorageService storage;

    private ProposalHouse(StorageService storage, FakeTimeProvider time, ProposalsConfig config)
    {
        (this.storage, Time) = (storage, time);
        Registers = new RegisterStore(storage, time);
        Ledger = new GrantLedger(storage, time);
        Book = new ProposalBook(storage);
        Grants = new ProposalGrants(Book, Ledger);
        var spelling = new AccountSpelling(storage, Registers, new PeopleVault(storage, new SpaceSecrets(), time));
        Desk = new ProposalDesk(Book, Grants, new ProposalSealing(Ledger, spelling), spelling, Registers, time);
        Space = new Space("moss", 4, time.GetUtcNow(), 1, new SpaceConfig { Proposals = config }, default);
    }

    public FakeTimeProvider Time { get; }

    public RegisterStore Registers { get; }

    public GrantLedger Ledger { get; }

    public ProposalBook Book { get; }

    public ProposalGrants Grants { get; }

    public ProposalDesk Desk { get; }

    public Space Space { get; set; }

    public ProposalsConfig Config => Space.Config.Proposals!;

    public static async Task<ProposalHouse> StartAsync(
        string? account = null, ProposalsConfig? config = null, FaultInjector? faults = null, FakeTimeProvider? time = null) => new(
            await Azurite.NewServiceAsync(faults, withRetries: faults is null, account ?? MemoryAccount.New()),
            time ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero)), config ?? new());

    public static Caller Key(Role role, string id = "k1") =>
        new($"key moss/{id}", [new Right(role, "moss")]) { KeyId = id, Space = "moss" };

    public static Caller Person(string subject, params Role[] roles) =>
        new($"https://id#{subject}", [.. roles.Select(role => new Right(role, "moss"))])
        {
            Subject = new CallerSubject("https://id", subject),
            Space = "moss",
        };

    public async Task<Proposal> ProposeAsync(
        string id, Caller caller, string? giver = "ada", string receiver = "bob", decimal points = 2, string reason = "kept the garden") =>
        (await Desk.ProposeAsync(Space, Config, caller,
            new SentProposal(id, giver, receiver, reason, Points.Of(points), null), default)).Proposal;

    public async Task<Proposal> DecideAsync(string id, string state, Caller? caller = null, string? reviewer = "cem") =>
        (await Desk.DecideAsync(Space, id, caller ?? Key(Role.Steward, "k2"), new SentDecision(reviewer, null), state, default))!;

    /// <summary>What a problem is called, or nothing if there is none.</summary>
    public static async Task<string> KindAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "";
        }
        catch (ProblemException refused)
        {
            return refused.Problem.Status == 409 ? refused.Problem.Kind
                : refused.Problem.Status.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What the timer does.</summary>
    public async Task CountRestAsync()
    {
        var spaces = new SpaceDirectory(storage, Time);
        await spaces.CreateAsync("moss", 4, Space.Config, default);
        await new CountRest(spaces, Book, Grants, NullLogger<CountRest>.Instance).RunAsync(new TimerInfo(), default);
    }

    public async Task<LedgerCheckResult> ProveAsync() => await new ProposalProof(Book, Ledger).RunAsync(Space, default);

    public Table Rows => storage.Table("proposals");
}
