using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Audit;

/// <summary>
/// Writes acts down, each once and none never: before it is done as begun, then as an entry. What is left in between, by a process that
/// ended there, is settled by <see cref="SettleActs"/>.
/// </summary>
internal sealed class Acts(
    OpenActs open, AuditLog log, SpaceDirectory spaces, IEnumerable<ActLookup> lookups, TimeProvider time, ILogger<Acts> logger,
    StorageFormats? formats = null)
{
    /// <summary>Who acts on the storage itself.</summary>
    public const string CommandLine = "the command line";

    /// <summary>
    /// What a caller is called in the audit. In a sealed space who has signed in is a hash, as in its register: the audit says whose
    /// account an act was about, and is never changed, so a name would tell who somebody was who is erased.
    /// </summary>
    public async Task<string> NameOfAsync(Caller caller, CancellationToken cancellation) =>
        caller is { Subject: { } subject, Space: { } space }
            && await spaces.FindAsync(space, fresh: false, cancellation) is { IsSealed: true } ? SealedName(subject) : caller.Name;

    /// <summary>What somebody who has signed in is called in the audit of a sealed space.</summary>
    public static string SealedName(CallerSubject subject) => $"subject {SubjectKey.Of(subject)}";

    /// <summary>Begins an act.</summary>
    /// <exception cref="Azure.RequestFailedException">It could not be written down: then it must not be done.</exception>
    public async Task<OpenAct> BeginAsync(string? space, bool isOfOwners, AuditEntry entry, CancellationToken cancellation)
    {
        var act = new OpenAct(OpenActs.NewId(entry.At), space, isOfOwners, entry, null);
        await open.WriteAsync(act, cancellation);
        return act;
    }

    /// <summary>Writes down more of an act that was begun.</summary>
    public Task SayAsync(OpenAct act, CancellationToken cancellation) => open.WriteAsync(act, cancellation);

    /// <summary>The act was done: it becomes an entry. If that fails now, it is done later.</summary>
    public async Task DoneAsync(OpenAct act, CancellationToken cancellation)
    {
        try
        {
            await AppendAsync(act, cancellation);
        }
        catch (Azure.RequestFailedException fault)
        {
            logger.LogWarning(LogEvents.ActWrittenLater,
                "{Operation} was done, and is written into the audit later: {Fault}", act.Entry.Operation, fault.Message);
        }
    }

    /// <summary>The act was not done: nothing is left of it.</summary>
    public async Task DropAsync(OpenAct act, CancellationToken cancellation)
    {
        try
        {
            await open.RemoveAsync(act, cancellation);
        }
        catch (Azure.RequestFailedException fault)
        {
            logger.LogWarning(LogEvents.ActNotDone,
                "{Operation} was not done, and is looked at again: {Fault}", act.Entry.Operation, fault.Message);
        }
    }

    /// <summary>Does what the command line does to the storage itself, as an act.</summary>
    /// <param name="space">The space; absent where it is to none.</param>
    /// <param name="operation">The verb.</param>
    /// <param name="run">Does it, and says what matters.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="isOfOwners">Whether it is to a space as a whole, and stays in the owners' journal when it goes.</param>
    /// <exception cref="UnknownFormatException">The storage is of a newer version: nothing was done.</exception>
    public async Task<T> AroundAsync<T>(
        string? space, string operation, Func<Act, Task<T>> run, CancellationToken cancellation, bool isOfOwners = false)
    {
        if (formats is not null) await formats.RefuseNewerAsync(cancellation);
        var begun = await BeginAsync(
            space, isOfOwners || space is null, new AuditEntry(operation, time.GetUtcNow(), CommandLine), cancellation);
        var act = new Act((said, token) => SayAsync(begun = begun.With(said), token));
        T result;
        try
        {
            result = await run(act);
        }
        catch when (act.ChangesNothing)
        {
            await DropAsync(begun, CancellationToken.None);
            throw;
        }

        await (act.ChangesNothing ? DropAsync(begun, cancellation) : DoneAsync(begun.With(act), cancellation));
        return result;
    }

    /// <inheritdoc cref="AroundAsync{T}"/>
    public Task AroundAsync(
        string? space, string operation, Func<Act, Task> run, CancellationToken cancellation, bool isOfOwners = false) =>
        AroundAsync(space, operation, async act =>
        {
            await run(act);
            return true;
        }, cancellation, isOfOwners);

    /// <summary>Settles an act that nobody came back to tell of.</summary>
    public async Task SettleAsync(OpenAct act, CancellationToken cancellation)
    {
        var told = new ActTold(act.Entry.Target, act.Entry.Changes ?? []);
        var wasDone = lookups.FirstOrDefault(each => each.Operation == act.Entry.Operation) is { } lookup
            ? await lookup.FindAsync(act.Space, told, cancellation) : null;
        if (wasDone == false) await open.RemoveAsync(act, cancellation);
        else await AppendAsync(wasDone is true ? act : act with { Entry = act.Entry with { Outcome = AuditEntry.NotKnown } }, cancellation);
    }

    private async Task AppendAsync(OpenAct act, CancellationToken cancellation)
    {
        // With a space its journal is removed; what the owners did to it stays in theirs.
        if (act.Space is { } space && await spaces.FindAsync(space, fresh: false, cancellation) is not null)
            await log.AppendAsync(space, act.Key, act.Entry, cancellation);
        if (act.IsOfOwners) await log.AppendAsync(AuditLog.Owners, act.Key, act.Entry with { Space = act.Space }, cancellation);
        await open.RemoveAsync(act, cancellation);
    }
}

/// <summary>What a function said of its act.</summary>
internal static class OpenActExtensions
{
    /// <summary>The act with what was said of it.</summary>
    public static OpenAct With(this OpenAct begun, Act said) => begun with
    {
        Once = said.Once ?? begun.Once,
        Entry = begun.Entry with
        {
            Target = said.Target ?? begun.Entry.Target,
            Changes = said.Changes is { Count: > 0 } changes ? changes : null,
        },
    };
}
