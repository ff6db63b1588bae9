using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Spaces;

/// <summary>Checks what types alone cannot: ranges and sums.</summary>
/// <param name="config">The configuration that somebody sent.</param>
/// <param name="earlier">What it replaces: a secret that stands there was taken when it was given, whatever is asked of new ones.</param>
/// <param name="options">The app's options.</param>
/// <returns>The faults, each with the JSON path of the value.</returns>
internal delegate IEnumerable<(string Path, string Message)> ConfigCheck(SpaceConfig config, SpaceConfig? earlier, GrainOptions options);

/// <summary>A member of the configuration. Each slice has its own, and registers them.</summary>
/// <param name="name">Its name in JSON.</param>
/// <param name="place">Where it stands among the others.</param>
/// <param name="json">Knows its types.</param>
internal abstract class ConfigSection(string name, int place, IJsonTypeInfoResolver json)
{
    private const int FaultsMax = 2000;

    public string Name => name;

    public int Place => place;

    /// <summary>Knows its types.</summary>
    public IJsonTypeInfoResolver Json => json;

    /// <summary>Finds the faults of one that was sent.</summary>
    public ConfigCheck Check { get; init; } = (_, _, _) => [];

    /// <summary>Its faults; of one that cannot be read, that alone.</summary>
    public IReadOnlyList<Fault> Faults(SpaceConfig config, SpaceConfig? earlier, GrainOptions options)
    {
        try
        {
            return [.. Check(config, earlier, options).Take(FaultsMax).Select(fault => new Fault(fault.Path, fault.Message))];
        }
        catch (InvalidDataException) when (earlier is not null)
        {
            return Faults(config, null, options); // perhaps it is only the earlier one that cannot be read
        }
        catch (InvalidDataException fault)
        {
            return [new Fault($"$.{name}", fault.Message)];
        }
    }

    /// <summary>Adds it to what is taken and shown.</summary>
    public abstract void AddTo(JsonTypeInfo<SpaceConfig> form);

    /// <summary>It, the defaults filled in; absent if it says nothing, or cannot be read.</summary>
    public abstract JsonElement? Fill(SpaceConfig config);
}

/// <inheritdoc/>
/// <typeparam name="T">What it is read as.</typeparam>
/// <param name="name">Its name in JSON.</param>
/// <param name="place">Where it stands among the others.</param>
/// <param name="json">Knows its types. What of them has no default of its own must be settable.</param>
/// <param name="initial">Makes what it is where nothing is said.</param>
internal sealed class ConfigSection<T>(string name, int place, IJsonTypeInfoResolver json, Func<T> initial)
    : ConfigSection(name, place, json)
{
    /// <summary>How it is stored. What a row holds besides is skipped.</summary>
    public JsonTypeInfo<T> Stored => field ??=
        (JsonTypeInfo<T>)SpaceJson.NewOptions(JsonUnmappedMemberHandling.Skip, Json).GetTypeInfo(typeof(T));

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">What is stored of it cannot be read.</exception>
    public object? ReadFrom(SpaceConfig config)
    {
        try
        {
            return config.Find(Name) is { ValueKind: not JsonValueKind.Null } stored ? stored.Deserialize(Stored) : initial();
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The configuration's {Name} cannot be read at {fault.Path}: {fault.Message}",
                fault);
        }
    }

    public override void AddTo(JsonTypeInfo<SpaceConfig> form)
    {
        var member = form.CreateJsonPropertyInfo(typeof(T), Name);
        member.Get = config => ((SpaceConfig)config).Get(this);
        member.Set = (config, value) => ((SpaceConfig)config).Set(this, (T)value!);
        member.IsGetNullable = member.IsSetNullable = initial() is null;
        form.Properties.Add(member);
    }

    public override JsonElement? Fill(SpaceConfig config)
    {
        try
        {
            return config.Get(this) is { } value ? JsonSerializer.SerializeToElement(value, Stored) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
