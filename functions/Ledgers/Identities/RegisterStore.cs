using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>What became of a change of the register. A closed set.</summary>
/// <param name="Register">The register after it.</param>
public abstract record RegisterOutcome(CommunityRegister Register)
{
    /// <summary>Written down: so many events.</summary>
    public sealed record Changed(CommunityRegister Register, int Events) : RegisterOutcome(Register);

    /// <summary>All was so already; nothing was written.</summary>
    public sealed record Unchanged(CommunityRegister Register) : RegisterOutcome(Register);

    /// <summary>Refused; nothing was written. <paramref name="Kind"/> is a constant of <see cref="RegisterFault"/>.</summary>
    public sealed record Refused(CommunityRegister Register, string Kind, string Reason) : RegisterOutcome(Register);
}

/// <summary>
/// The registers of all spaces: one journal each, whose entries are changes (one or several events that count together or
/// not at all). Entry <c>n</c> has the key <c>n</c>, so of two changes decided on the same state one is written and the
/// other is decided again.
/// </summary>
public sealed class RegisterStore(StorageService storage, TimeProvider time)
{
    /// <summary>The journal's only account.</summary>
    internal const string Account = "register";

    /// <summary>
    /// Registers kept in memory, so that a read takes one range of new entries. Above that all are forgotten and read again.
    /// </summary>
    private const int KeptMax = 256;

    private readonly Journal<RegisterTotals, RegisterChange> journal = new(storage, time, new RegisterJournalRules());
    private readonly ConcurrentDictionary<string, (long Seq, CommunityRegister Register)> kept = new(StringComparer.Ordinal);

    /// <summary>The register as it is now: one read of what is new since this process last looked.</summary>
    public async Task<CommunityRegister> ReadAsync(JournalSpace space, CancellationToken cancellation) =>
        (await ReadWithSeqAsync(space, cancellation)).Register;

    /// <summary>Changes the register by events that count together or not at all; those that change nothing are left out.</summary>
    /// <param name="space">The space.</param>
    /// <param name="events">What shall be written down, in this order.</param>
    /// <param name="cancellation">Gives up; the change is then made or not.</param>
    /// <param name="at">When it happened; now, and never before the last change, if absent.</param>
    public async Task<RegisterOutcome> ChangeAsync(
        JournalSpace space, IReadOnlyList<RegisterEvent> events, CancellationToken cancellation, DateTimeOffset? at = null) =>
        await storage.Contention.UntilDoneAsync<RegisterOutcome>($"The register of {space.Name}", async () =>
        {
            var (seq, register) = await ReadWithSeqAsync(space, cancellation);
            var when = at ?? Later(time.GetUtcNow(), register.LastAt);
            var (after, written) = (register, new List<RegisterEvent>());
            foreach (var asked in events)
            {
                var verdict = after.Judge(asked, when);
                if (verdict is RegisterVerdict.Refused refused)
                    return (true, new RegisterOutcome.Refused(register, refused.Kind, refused.Reason));
                if (verdict is RegisterVerdict.NothingToDo) continue;
                after = after.After(asked, when);
                written.Add(asked);
            }

            return written.Count == 0 ? (true, new RegisterOutcome.Unchanged(register))
                : (await TryWriteAsync(space, seq, new RegisterChange(when, written), cancellation),
                    new RegisterOutcome.Changed(after, written.Count));
        }, cancellation);

    /// <summary>Writes a change that is decided on the register as it is; again if somebody else changed it meanwhile.</summary>
    /// <param name="space">The space.</param>
    /// <param name="decide">Takes the register and the time; gives what shall be written, or <see langword="null"/> for nothing.</param>
    /// <param name="cancellation">Gives up; the change is then made or not.</param>
    /// <returns>The register after it.</returns>
    internal Task<CommunityRegister> WriteAsync(
        JournalSpace space, Func<CommunityRegister, DateTimeOffset, RegisterChange?> decide, CancellationToken cancellation) =>
        storage.Contention.UntilDoneAsync($"The register of {space.Name}", async () =>
        {
            var (seq, register) = await ReadWithSeqAsync(space, cancellation);
            return decide(register, Later(time.GetUtcNow(), register.LastAt)) is not { } change ? (true, register)
                : (await TryWriteAsync(space, seq, change, cancellation), register.After(change));
        }, cancellation);

    /// <summary>A page of the register's history, oldest first.</summary>
    public Task<IReadOnlyList<JournalEntry<RegisterChange>>> ReadPageAsync(JournalSpace space, long afterSeq, int limit,
        CancellationToken cancellation) =>
        journal.ReadPageAsync(space, Account, afterSeq, limit, cancellation);

    /// <summary>Proves the register's chain; the first fault, or <see langword="null"/>.</summary>
    public async Task<string?> VerifyAsync(JournalSpace space, CancellationToken cancellation) =>
        await journal.VerifyAsync(space, await journal.ReadHeadAsync(space, Account, cancellation), cancellation);

    private async Task<bool> TryWriteAsync(JournalSpace space, long seq, RegisterChange change, CancellationToken cancellation)
    {
        var key = (seq + 1).ToString(CultureInfo.InvariantCulture);
        var outcomes = await journal.AppendAsync(space, [new JournalAppend<RegisterChange>(Account, key, change)], cancellation);
        return outcomes[0] is AppendOutcome<RegisterTotals>.Appended or AppendOutcome<RegisterTotals>.AlreadyAppended;
    }

    private async Task<(long Seq, CommunityRegister Register)> ReadWithSeqAsync(JournalSpace space, CancellationToken cancellation)
    {
        var (seq, register) = kept.GetValueOrDefault(space.Name, (0, CommunityRegister.Empty));
        await foreach (var entry in journal.ReadEntriesAsync(space, Account, seq, cancellation))
        {
            register = register.After(entry.Value);
            seq = entry.Seq;
        }

        if (kept.Count >= KeptMax) kept.Clear();
        kept[space.Name] = (seq, register);
        return (seq, register);
    }

    private static DateTimeOffset Later(DateTimeOffset now, DateTimeOffset? last) => last > now ? last.Value : now;
}

/// <summary>An entry of the register's journal.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Events">What happened; at least one event, or a ledger from elsewhere came further.</param>
public sealed record RegisterChange(DateTimeOffset At, IReadOnlyList<RegisterEvent> Events)
{
    /// <summary>When each of them happened, where that was elsewhere and before it was written here; else absent.</summary>
    public IReadOnlyList<DateTimeOffset>? HappenedAt { get; init; }

    /// <summary>How far a ledger from elsewhere is written, with these events; else absent.</summary>
    public ImportedLedger? Imported { get; init; }
}

/// <summary>How far a ledger that was kept elsewhere is brought in. It only grows at its end, so a number says it.</summary>
/// <param name="Events">How many of its events are in the register.</param>
/// <param name="Hash">SHA-256 over these events, lower-case hex: what goes on must begin with them.</param>
/// <param name="Settled">How many of them have moved their grain, too.</param>
public sealed record ImportedLedger(long Events, string Hash, long Settled)
{
    /// <summary>Whether epochs go on though some have moved none: nobody brings the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAbandoned { get; init; }

    /// <summary>Whether what moves grain is still to come.</summary>
    [JsonIgnore]
    public bool IsAwaited => Settled < Events && !IsAbandoned;
}

/// <summary>The head of the register's journal.</summary>
/// <param name="Events">How many events there are.</param>
public sealed record RegisterTotals(long Events);

/// <summary>The journal of the register. What an event may do is decided on the whole register, before it is written.</summary>
internal sealed record RegisterJournalRules : JournalRules<RegisterTotals, RegisterChange>
{
    public override string Table => "identities";

    public override RegisterTotals Empty { get; } = new(0);

    public override JsonTypeInfo<RegisterTotals> HeadJson => RegisterJson.Default.RegisterTotals;

    public override JsonTypeInfo<RegisterChange> EntryJson => RegisterJson.Default.RegisterChange;

    public override RegisterTotals Apply(RegisterTotals head, RegisterChange entry) => new(head.Events + entry.Events.Count);
}

/// <summary>How the register's events are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegisterChange))]
[JsonSerializable(typeof(RegisterTotals))]
internal sealed partial class RegisterJson : JsonSerializerContext;
