namespace Grain.Functions.Reads.Histories;

/// <summary>A page of several streams together, newest first.</summary>
internal static class MergedPage
{
    /// <summary>
    /// How often a stream is read on for a page because all that was read of it is of no interest; the page is short then.
    /// </summary>
    private const int ReadsMax = 5;

    /// <summary>Reads of each stream no more than the page can hold, and more only in place of what is of no interest.</summary>
    /// <param name="streams">All of them.</param>
    /// <param name="cursor">Where the page before ended; <see langword="null"/> for the first.</param>
    /// <param name="size">How many events at most.</param>
    public static async Task<(IReadOnlyList<PersonEvent> Events, string? Next)> ReadAsync(
        IReadOnlyList<EventStream> streams, EventCursor? cursor, int size)
    {
        Part[] parts = [.. streams.Select(stream =>
            new Part(stream, cursor is null ? stream.Count : Math.Min(stream.Count, cursor.LeftOf(stream)), size))];
        var events = new List<PersonEvent>();
        while (events.Count < size)
        {
            // Of a stream that may have newer ones none is passed over: what comes next is known only if each says what its next one is.
            if ((await Task.WhenAll(parts.Select(part => part.FindNextAsync()))).Contains(false)) break;
            if (parts.Where(part => part.Next is not null).MaxBy(part => part.Next!.At) is not { } newest) break;
            events.Add(newest.Take());
        }

        return (events, EventCursor.Of(parts.Select(part => (part.Stream, part.Left))));
    }

    private sealed class Part(EventStream stream, long left, int size)
    {
        private IReadOnlyList<PersonEvent?> read = [];
        private int unread;
        private int reads;

        public EventStream Stream => stream;

        /// <summary>How many events of the stream no page has told of.</summary>
        public long Left { get; private set; } = left;

        /// <summary>The newest of them, once it is found; <see langword="null"/> if there is none.</summary>
        public PersonEvent? Next => unread > 0 ? read[unread - 1] : null;

        /// <summary>Whether the next one is found, or known not to be.</summary>
        public async Task<bool> FindNextAsync()
        {
            while (true)
            {
                while (unread > 0 && Next is null) Pass();
                if (unread > 0 || Left == 0) return true;
                if (reads++ >= ReadsMax) return false;
                var after = Math.Max(0, Left - size);
                read = await stream.ReadAsync(after, (int)(Left - after));
                unread = read.Count;
                if (unread == 0) throw new InvalidDataException($"The stream {stream.Key} has fewer than {Left} events.");
            }
        }

        public PersonEvent Take()
        {
            var taken = Next!;
            Pass();
            return taken;
        }

        private void Pass() => (unread, Left) = (unread - 1, Left - 1);
    }
}
