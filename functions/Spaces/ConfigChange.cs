using Microsoft.Extensions.Options;

namespace Grain.Functions.Spaces;

/// <summary>
/// What becomes of a configuration that is sent or patched: checked as a whole, secrets taken over, people spelled. What a space has from
/// before and does not change was taken then, and stays whatever is asked of new ones.
/// </summary>
internal sealed class ConfigChange(
    SpaceDirectory spaces, ConfigForm form, IOptions<GrainOptions> options, IEnumerable<ConfigRule> rules,
    IEnumerable<ConfigSpelling> spellings)
{
    /// <summary>A configuration that was sent whole, as it is to be stored.</summary>
    /// <param name="space">The space; of one that is to be made, what it will be.</param>
    /// <param name="earlier">What it replaces, for the secrets it masks; if it replaces none, it may be empty.</param>
    /// <param name="body">What was sent.</param>
    /// <exception cref="SentException">It has not the form of one; says all faults.</exception>
    /// <exception cref="ProblemException">400: it is faulty, all faults are named; 413: it is too large.</exception>
    public SpaceConfig Read(JournalSpace space, SpaceConfig? earlier, ReadOnlyMemory<byte> body)
    {
        SpaceConfig sent;
        try
        {
            sent = SentJson.Read(body, form.Config);
        }
        catch (SentException fault) when (earlier is not null && fault.Faults.Count > 0)
        {
            using var document = SentJson.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw;
            sent = SpaceConfig.Of(document.RootElement.Clone());
            if (NewFaults(fault.Faults, form.Complete(earlier), sent.ToJson()).Any()) throw;
        }

        var config = form.Complete(sent);
        return Checked(space, earlier is null ? config : config.WithSecretsOf(earlier), earlier);
    }

    /// <summary>What a patch makes of a space's configuration, as it is to be stored.</summary>
    /// <param name="space">The space.</param>
    /// <param name="patch">What was sent.</param>
    /// <exception cref="ProblemException">Likewise.</exception>
    public SpaceConfig Patch(Space space, JsonElement patch)
    {
        var earlier = form.Complete(space.Config);
        var merged = MergePatch.Apply(earlier.ToJson(), patch);
        Refuse(NewFaults(ShapeFaults(earlier.ToJson(), patch, merged), earlier, merged));
        return Checked(space.Journal, form.Complete(SpaceConfig.Of(merged)).WithSecretsOf(earlier), earlier);
    }

    /// <summary>What a configuration that is sent whole would take away unsaid.</summary>
    public IReadOnlyList<Fault> Losses(Space space, JsonElement sent, SpaceConfig next) =>
        FaultList.Of(ConfigLosses.Of(form.Complete(space.Config), sent, next));

    /// <summary>
    /// The configuration with its people as they are spelled everywhere. What is stored stays as it is: epochs have pinned it.
    /// </summary>
    public async Task<SpaceConfig> SpellAsync(JournalSpace space, SpaceConfig config, CancellationToken cancellation)
    {
        foreach (var spelling in spellings) config = await spelling.SpellAsync(space, config, cancellation);
        return config;
    }

    /// <summary>Gives a space a configuration that was checked, unless it has it already.</summary>
    /// <param name="space">The space.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="isWhole">Whether it is written even where it changes nothing.</param>
    /// <param name="act">Is told which values change.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The space as it is now, or <see langword="null"/> when it changed since it was read.</returns>
    /// <exception cref="ProblemException">409: it changes what cannot change any more.</exception>
    public async Task<Space?> ApplyAsync(Space space, SpaceConfig config, bool isWhole, Act act, CancellationToken cancellation)
    {
        act.Nothing(!isWhole);
        var has = form.Complete(space.Config).ToJson();
        if (!isWhole && has.IsSame(config.ToJson())) return space;
        config = await SpellAsync(space.Journal, config, cancellation);
        if (!isWhole && has.IsSame(config.ToJson())) return space;
        foreach (var rule in rules)
            if (await rule.RefuseAsync(space, config, cancellation) is { } reason) throw new ProblemException(Problem.Conflict(reason));
        await act.Tell(space, form.Complete(space.Config), config).BeginAsync(cancellation);
        return await spaces.ConfigureAsync(space, config, cancellation);
    }

    private SpaceConfig Checked(JournalSpace space, SpaceConfig config, SpaceConfig? earlier)
    {
        var faults = form.Faults(config, earlier, options.Value);
        Refuse(earlier is null ? faults : NewFaults(faults, form.Complete(earlier), config.ToJson()));
        return spaces.Holds(space.Name, config) ? config : throw new ProblemException(Problem.TooLarge(
            $"A configuration may have at most {ConfigForm.CharactersMax} characters as it is stored (no blanks, \\uXXXX for what is "
                + "not ASCII)."));
    }

    /// <summary>Those that are not of values which the space has from before.</summary>
    private IEnumerable<Fault> NewFaults(IEnumerable<Fault> faults, SpaceConfig earlier, JsonElement config)
    {
        HashSet<string>? old = null;
        IReadOnlyList<string> changed = [];
        foreach (var fault in faults)
        {
            if (old is null)
            {
                var has = earlier.ToJson();
                changed = [.. ConfigDifference.Between(has, config)];
                old = [.. form.ShapeFaults(has).Concat(form.Faults(earlier, earlier, options.Value)).Select(each => each.Path)];
            }

            if (!old.Contains(fault.Path) || changed.Touches(fault.Path)) yield return fault;
        }
    }

    /// <summary>Those of a patch and of what it comes to. A name that is not known may be taken out where it stands.</summary>
    private IEnumerable<Fault> ShapeFaults(JsonElement earlier, JsonElement patch, JsonElement merged)
    {
        var after = form.ShapeFaults(merged);
        var left = after.Select(fault => fault.Path).ToHashSet();
        var taken = form.ShapeFaults(earlier).Select(fault => fault.Path).Where(path => !left.Contains(path)).ToHashSet();
        return form.ShapeFaults(patch, isPatch: true).Where(fault => !taken.Contains(fault.Path)).Concat(after)
            .DistinctBy(fault => fault.Path);
    }

    private static void Refuse(IEnumerable<Fault> faults)
    {
        if (FaultList.Of(faults) is { Count: > 0 } found) throw new ProblemException(Problem.BadRequest(found));
    }
}
