using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Before;

/// <summary>What was before a space's first epoch, and came with an import.</summary>
public sealed record CredBefore
{
    internal const int HashLength = 64;

    /// <summary>
    /// Everybody's cred from before. An import writes it and sets this; each epoch pins it with the configuration.
    /// </summary>
    /// <value>SHA-256, 64 digits of <c>0-9a-f</c>, of what an import of this space has stored</value>
    /// <example>"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"</example>
    public string Cred { get; set; } = "";

    internal static ConfigSection<CredBefore?> Section { get; } = new("before", 28, CredBeforeJson.Default, () => null)
    {
        Check = (config, _, _) => config.Before is not { } before || IsHash(before.Cred) ? []
            : [("$.before.cred", "must be the SHA-256 of imported cred: 64 of the digits 0-9 and a-f")],
    };

    private static bool IsHash(string? text) => text is { Length: HashLength } && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>What a configuration says of it.</summary>
public static class CredBeforeSection
{
    extension(SpaceConfig config)
    {
        /// <summary>
        /// Cred from before the first epoch, as an import brought it in: policies see its intervals before the space's own epochs. Absent
        /// if there is none.
        /// </summary>
        public CredBefore? Before
        {
            get => config.Get(CredBefore.Section);
            set => config.Set(CredBefore.Section, value);
        }
    }
}

/// <summary>Where cred from before lies: a blob whose name says its hash.</summary>
internal sealed class EarlierCreds(EpochStore store)
{
    private const string Folder = "before";

    private readonly AccountGates spaces = new();
    private readonly Lock gate = new();

    /// <summary>How many numbers are kept, of eight bytes each.</summary>
    internal long NumbersKeptMax { get; init; } = 6 << 20;

    /// <summary>What was read last stands last; a blob is never changed, so what was read of it stays true.</summary>
    private readonly List<(string Blob, EarlierCred Cred)> kept = [];

    /// <summary>
    /// The same as <see cref="ReadAsync"/>, for showing it: unpacked once and kept for the next question, as long as there is room.
    /// </summary>
    /// <exception cref="InvalidDataException">E2: it is gone or was changed.</exception>
    public async Task<EarlierCred?> ReadShownAsync(Space space, CancellationToken cancellation)
    {
        if (PieceOf(space.Name, space.Config) is not { } piece) return null;
        if (Recall(piece.Name) is { } known) return known;
        using (await spaces.EnterAsync([space.Name], cancellation))
        {
            if (Recall(piece.Name) is { } made) return made;
            var cred = EarlierCred.Read(await store.GetAsync(piece, cancellation));
            lock (gate)
            {
                kept.Add((piece.Name, cred));
                while (kept.Sum(each => each.Cred.Numbers) > NumbersKeptMax) kept.RemoveAt(0);
            }

            return cred;
        }
    }

    /// <summary>Why a configuration cannot be; <see langword="null"/> if it can.</summary>
    public async Task<string?> RefuseAsync(Space space, SpaceConfig config, CancellationToken cancellation)
    {
        if (config.Before is not { } before || before == space.Config.Before) return null;
        try
        {
            await ReadAsync(store, space.Name, config, cancellation);
            return null;
        }
        catch (InvalidDataException)
        {
            return $"no import of the space '{space.Name}' has stored cred with the hash {before.Cred} (before.cred): an import sets it.";
        }
    }

    /// <summary>Stores cred.</summary>
    /// <returns>What a configuration says of it.</returns>
    public async Task<CredBefore> WriteAsync(Space space, EarlierCred cred, CancellationToken cancellation) =>
        new() { Cred = (await store.PutAsync(space.Name, Folder, "cred", cred.Write(), cancellation)).Hash };

    /// <summary>What a configuration says was before; <see langword="null"/> if nothing.</summary>
    /// <exception cref="InvalidDataException">E2: it is gone or was changed.</exception>
    public static async Task<EarlierCred?> ReadAsync(EpochStore store, string space, SpaceConfig config, CancellationToken cancellation) =>
        PieceOf(space, config) is { } piece ? EarlierCred.Read(await store.GetAsync(piece, cancellation)) : null;

    private EarlierCred? Recall(string blob)
    {
        lock (gate)
        {
            var at = kept.FindIndex(each => each.Blob == blob);
            if (at < 0) return null;
            var found = kept[at];
            kept.RemoveAt(at);
            kept.Add(found);
            return found.Cred;
        }
    }

    /// <summary>The blob that a configuration names.</summary>
    public static StoredPiece? PieceOf(string space, SpaceConfig config) =>
        config.Before is { Cred: { Length: CredBefore.HashLength } hash }
            ? new StoredPiece($"{space}/epochs/{Folder}/cred-{hash[..32]}", hash) : null;
}

/// <summary>The types of the section.</summary>
[JsonSerializable(typeof(CredBefore))]
internal sealed partial class CredBeforeJson : JsonSerializerContext;
