using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>Where a space's chain of statements goes on from: the last statement of another space, whose ledger was moved.</summary>
public sealed record ContinuedSpace
{
    private const int HashLength = 64;

    /// <summary>The space from before.</summary>
    /// <value>a space's name</value>
    /// <example>"my-project-old"</example>
    public string Space { get; set; } = "";

    /// <summary>Its last statement.</summary>
    /// <value>SHA-256, 64 digits of <c>0-9a-f</c></value>
    /// <example>"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"</example>
    public string Statement { get; set; } = "";

    internal static ConfigSection<ContinuedSpace?> Section { get; } = new("continues", 18, ContinuedSpaceJson.Default, () => null)
    {
        Check = (config, _, _) => config.Continues?.Check() ?? [],
    };

    private IEnumerable<(string Path, string Message)> Check()
    {
        if (Space is null || !SpaceName.IsValid(Space)) yield return ("$.continues.space", SpaceName.Rule);
        if (Statement is not { Length: HashLength } || !Statement.All(char.IsAsciiHexDigitLower))
            yield return ("$.continues.statement", "must be the SHA-256 of a statement: 64 of the digits 0-9 and a-f");
    }
}

/// <summary>What a configuration says of it. Each statement has the configuration's hash, and so what it goes on from.</summary>
public static class ContinuedSpaceSection
{
    extension(SpaceConfig config)
    {
        /// <summary>
        /// The space from before whose ledger was moved here, and its last statement. Absent if the space begins with itself; cannot change
        /// once an epoch is closed.
        /// </summary>
        public ContinuedSpace? Continues
        {
            get => config.Get(ContinuedSpace.Section);
            set => config.Set(ContinuedSpace.Section, value);
        }
    }
}

/// <summary>Holds what a space says it goes on from against its own epochs, and the other space's, if that is here.</summary>
internal sealed class ContinuedSpaces(EpochStore store)
{
    private const int DigitsShown = 12;

    /// <summary>Why a configuration cannot be; <see langword="null"/> if it can.</summary>
    public async Task<string?> RefuseAsync(Space space, SpaceConfig config, CancellationToken cancellation) =>
        config.Continues == space.Config.Continues
        || await store.ReadBooksAsync(space.Name, cancellation) is { LastClosed: null, Open: null } ? null
            : "continues is what the closed epochs go on from, and stands in their statements: it cannot change any more.";

    /// <summary>What to say of it, nothing if the space begins with itself; and the first fault.</summary>
    public async Task<(string Words, string? Fault)> ProveAsync(Space space, CancellationToken cancellation)
    {
        var said = space.Config.Continues;
        EpochRun? last = null;
        await foreach (var run in store.ListAsync(space.Name, cancellation))
            if (run is { Stage: EpochStage.Closed, Config: not null }) last = run;
        if (last is not null
            && EpochWork.ReadConfig(await store.GetAsync(last.Config!, cancellation), last.Calculation).Continues != said)
            return ("", $"epoch {last.Epoch.Id}: its configuration goes on from another statement (continues)");
        if (said is null) return ("", null);
        var (isHere, isThere) = (false, false);
        await foreach (var run in store.ListAsync(said.Space, cancellation))
        {
            isHere |= run.Statement is not null;
            isThere |= run.Statement?.Hash == said.Statement;
        }

        var words = $"; goes on from the space '{said.Space}' behind its statement {said.Statement[..DigitsShown]}…";
        return !isHere ? ($"{words}, which is not here any more", null)
            : isThere ? ($"{words}, which is here", null)
            : (words,
                $"the space '{said.Space}' has no statement {said.Statement}, from which '{space.Name}' is said to go on (continues)");
    }
}

/// <summary>The types of the section.</summary>
[JsonSerializable(typeof(ContinuedSpace))]
internal sealed partial class ContinuedSpaceJson : JsonSerializerContext;
