using System.Collections.Immutable;

namespace Grain.Functions.Spaces;

/// <summary>
/// All that a community decides about its space: members of a JSON object, each of which belongs to a slice
/// (<see cref="ConfigSection{T}"/>).
/// Every member has a default, so <c>{}</c> is a complete configuration. A change makes a new version; an epoch keeps the version it began
/// with.
/// </summary>
/// <remarks>
/// It holds the JSON itself, and reads of it what is asked for, when it is asked for. So what another version of Grain has written stays as
/// it is, and a member that cannot be read stops only whoever needs it. Treat as read-only.
/// </remarks>
public sealed record SpaceConfig
{
    private OrderedDictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, object?> read = ImmutableDictionary<string, object?>.Empty;

    /// <summary>The configuration with these members.</summary>
    /// <exception cref="JsonException">It is no object.</exception>
    internal static SpaceConfig Of(JsonElement json)
    {
        var config = new SpaceConfig();
        if (json.ValueKind != JsonValueKind.Object) throw new JsonException("A configuration is an object.");
        foreach (var member in json.EnumerateObject()) config.members[member.Name] = member.Value;
        return config;
    }

    /// <summary>What people call the community; the space's name if absent.</summary>
    /// <example>"Octo Mill"</example>
    public string? DisplayName
    {
        get => Get(SpaceSections.DisplayName);
        set => Set(SpaceSections.DisplayName, value);
    }

    /// <summary>Whether epochs are run. Grants are taken either way.</summary>
    /// <example>false</example>
    public bool Enabled
    {
        get => Get(SpaceSections.Enabled);
        set => Set(SpaceSections.Enabled, value);
    }

    /// <summary>How long an epoch is and when the first one begins.</summary>
    public EpochSchedule Epochs
    {
        get => Get(SpaceSections.Epochs);
        set => Set(SpaceSections.Epochs, value);
    }

    /// <summary>
    /// <c>public</c> if everybody may see boards, contributors, explanations, epochs, statements, balances and images; <c>listed</c> if
    /// they may find it in a list as well; <c>private</c>, as if it is absent, if only who has a key. Configurations, deliveries and
    /// particulars of people are never shown without one.
    /// </summary>
    /// <example>"public"</example>
    public SpaceVisibility? Visibility
    {
        get => Get(SpaceSections.Visibility);
        set => Set(SpaceSections.Visibility, value);
    }

    /// <summary>Whether everybody may see what it publishes.</summary>
    internal bool IsPublic => Visibility is SpaceVisibility.Public or SpaceVisibility.Listed;

    /// <summary>All that it holds, as it is stored.</summary>
    internal JsonElement ToJson() => RawJson.Build(WriteTo);

    /// <summary>Writes all that it holds, as it is stored.</summary>
    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, json) in members)
        {
            writer.WritePropertyName(name);
            writer.WriteRaw(json);
        }

        writer.WriteEndObject();
    }

    /// <summary>A section, read once.</summary>
    /// <exception cref="InvalidDataException">What is stored of it cannot be read.</exception>
    internal T Get<T>(ConfigSection<T> section) => (T)ImmutableInterlocked.GetOrAdd(
        ref read, section.Name, static (_, from) => from.Section.ReadFrom(from.Config), (Section: section, Config: this))!;

    /// <summary>A section as it stands there, as JSON.</summary>
    internal string TextOf<T>(ConfigSection<T> section) =>
        Find(section.Name) is { } stored ? stored.GetRawText() : JsonSerializer.Serialize(Get(section), section.Stored);

    /// <summary>Replaces a section, in a configuration that nobody else has yet.</summary>
    internal void Set<T>(ConfigSection<T> section, T value)
    {
        members = new(members, StringComparer.Ordinal);
        read = ImmutableDictionary<string, object?>.Empty;
        if (value is null) members.Remove(section.Name);
        else members[section.Name] = JsonSerializer.SerializeToElement(value, section.Stored);
    }

    /// <summary>A member as it stands there.</summary>
    internal JsonElement? Find(string name) => members.TryGetValue(name, out var member) ? member : null;

    /// <summary>The same with every secret masked, to be shown; references to settings are no secrets.</summary>
    public SpaceConfig WithoutSecrets() => WithSecrets(text => SpaceSecrets.IsReference(text) ? text : SpaceSecrets.Masked);

    /// <summary>The same with every secret changed.</summary>
    internal SpaceConfig WithSecrets(Func<string, string> change) => ConfigSecrets.Change(this, null, (text, _) => change(text));

    /// <summary>The same with masked secrets taken over from an earlier configuration, where it has one in their places.</summary>
    public SpaceConfig WithSecretsOf(SpaceConfig earlier) =>
        ConfigSecrets.Change(this, earlier, (text, before) => text == SpaceSecrets.Masked ? before ?? text : text);
}

/// <summary>A configuration as it is stored: all its members, known or not.</summary>
internal sealed class SpaceConfigJsonConverter : JsonConverter<SpaceConfig>
{
    public override SpaceConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SpaceConfig.Of(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, SpaceConfig value, JsonSerializerOptions options) => value.WriteTo(writer);
}
