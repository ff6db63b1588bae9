using Grain.Functions.Webhooks.Hooks;

namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>A run on its way: what is known of the webhook by now, and how its attempts are looked at.</summary>
/// <param name="turn">Whose turn it is.</param>
/// <param name="book">Keeps the state.</param>
/// <param name="knowledge">Knows what came.</param>
/// <param name="time">The clock.</param>
/// <param name="mine">The state, in a row that this run has to itself.</param>
internal sealed class HookProgress(HookTurn turn, HookBook book, DeliveryKnowledge knowledge, TimeProvider time, StoredHook mine)
{
    /// <summary>Pages that are looked at in one run; a longer sweep goes on in the next.</summary>
    private const int PagesMax = 10;

    private StoredHook? mine = mine;

    /// <summary>What is known by now.</summary>
    public HookState State { get; set; } = mine.State;

    /// <summary>What is wrong with a page, which keeps nobody from asking for what others told.</summary>
    public ForgeException? PageFault { get; private set; }

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => time.GetUtcNow() > turn.Deadline;

    /// <summary>Writes a state.</summary>
    /// <returns>Whether the row was still this run's.</returns>
    public async Task<bool> SaveAsync(HookState state, CancellationToken cancellation)
    {
        if (mine is not { Version: { } version }) return false;
        mine = await book.TryWriteAsync(turn.Space.Name, turn.Row, State = state, version, cancellation);
        return mine is not null;
    }

    /// <summary>Looks at attempts from the newest back to where the last sweep began.</summary>
    /// <exception cref="ForgeException">The forge cannot be asked now.</exception>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        if (turn.Api is null) throw new ForgeException("the secret cannot be read: its setting is missing, no key of the app opens it, or "
            + "it has not the form of one");
        try
        {
            if (State.Hook is null) State = State with { Hook = await FindAsync(cancellation) };
            if (!HookSweep.HasRoom(State)) await TakeAsync(new HookPage([], State.Cursor), cancellation);
            for (var pages = 0; pages < PagesMax && HookSweep.HasRoom(State) && !IsOver; pages++)
            {
                await TakeAsync(await ReadAsync(cancellation), cancellation);
                if (State.Cursor is null) return;
            }
        }
        catch (ForgeException fault) when (fault.IsRefusal || fault.IsOfPage)
        {
            // The webhook may have been made anew, or the cursor is not known any more: the next run begins from the newest.
            State = State with { Hook = fault.IsGone ? null : State.Hook, Cursor = null, Taken = [] };
            if (!fault.IsOfPage) throw;
            PageFault = fault;
        }
    }

    private async Task<long> FindAsync(CancellationToken cancellation)
    {
        var answer = await turn.Api!.GetAsync(turn.Forge.HooksOf(turn.Place), cancellation);
        var path = $"/spaces/{turn.Space.Name}/webhooks/{turn.Sender.Name}";
        var hooks = Read(() => turn.Forge.ReadHooks(answer.Json).ToArray());
        var ours = hooks.Where(hook => Uri.TryCreate(hook.Url, UriKind.Absolute, out var url)
            && url.AbsolutePath.TrimEnd('/').EndsWith(path, StringComparison.Ordinal)).OrderBy(hook => hook.Off is not null).ToArray();
        return ours is [var found, ..] ? found.Id
            : throw new ForgeException($"none of its {hooks.Length} webhooks leads to …{path}");
    }

    private async Task<HookPage> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await turn.Api!.GetAsync(turn.Forge.PageOf(turn.Place, State.Hook!.Value, State.Cursor), cancellation);
            return Read(() => turn.Forge.ReadPage(answer, State.Cursor));
        }
        catch (ForgeException fault) when (fault.IsTooLarge && turn.Forge.Smaller(State.Cursor) is { } smaller)
        {
            return new HookPage([], smaller);
        }
    }

    private async Task TakeAsync(HookPage page, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var known = await knowledge.ReadAsync(turn.Space, State, page.Attempts, cancellation);
        var isLast = page.Next is null || page.Attempts.Any(each => each.Order <= State.Floor || each.At < now - turn.Forge.Kept);
        State = new HookSweep(State, known, now).After(page.Attempts);
        State = isLast ? HookSweep.Ended(State, turn.Forge) : State with { Cursor = page.Next };
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new ForgeException($"an answer has not the form that is documented: {fault.Message}") { IsOfPage = true };
        }
    }
}
