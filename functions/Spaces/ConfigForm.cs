using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Spaces;

/// <summary>
/// The form of a configuration that is sent and shown: the sections of all slices. A misspelt name is an error rather than a silent
/// default.
/// </summary>
internal sealed class ConfigForm : IJsonTypeInfoResolver
{
    /// <summary>
    /// Characters of a configuration as it is stored, secrets sealed. All of it is read with each request and pinned by each epoch. A row
    /// holds 1 MiB, and a character takes two bytes of it.
    /// </summary>
    public const int CharactersMax = 500_000;

    /// <summary>More are not looked for, also where some are left standing.</summary>
    private const int ShapeFaultsMax = 2000;

    private readonly ConfigSection[] sections;

    public ConfigForm(IEnumerable<ConfigSection> sections)
    {
        this.sections = [.. sections.OrderBy(section => section.Place)];
        var options = SpaceJson.NewOptions(
            JsonUnmappedMemberHandling.Disallow, [this, SpaceJson.Default, .. this.sections.Select(section => section.Json)]);
        Config = (JsonTypeInfo<SpaceConfig>)options.GetTypeInfo(typeof(SpaceConfig));
    }

    /// <summary>A configuration as it is sent and shown.</summary>
    public JsonTypeInfo<SpaceConfig> Config { get; }

    /// <summary>A configuration with all sections, the defaults filled in, and with what nobody here knows.</summary>
    public SpaceConfig Complete(SpaceConfig config)
    {
        var known = RawJson.Build(writer =>
        {
            writer.WriteStartObject();
            foreach (var section in sections)
            {
                if (section.Fill(config) is not { } json) continue;
                writer.WritePropertyName(section.Name);
                writer.WriteRaw(json);
            }

            writer.WriteEndObject();
        });
        return SpaceConfig.Of(RawJson.Build(writer => writer.WriteWith(known, config.ToJson())));
    }

    /// <summary>A space as the API shows it.</summary>
    public SpaceAnswer Answer(Space space) => new(space.Name, space.DisplayName, SpaceSummary.Word(space.State), space.CreatedAt,
        space.ArchivedAt, space.Shards, space.ConfigVersion, Complete(space.Config).WithoutSecrets())
    {
        Form = space.IsSealed ? "sealed" : null,
    };

    /// <summary>All faults of a configuration that somebody sent.</summary>
    public IReadOnlyList<Fault> Check(SpaceConfig config, SpaceConfig? earlier, GrainOptions options) =>
        FaultList.Of(Faults(config, earlier, options));

    /// <summary>The same one after the other, however many there are.</summary>
    public IEnumerable<Fault> Faults(SpaceConfig config, SpaceConfig? earlier, GrainOptions options) =>
        sections.SelectMany(section => section.Faults(config, earlier, options));

    /// <summary>Where a configuration has not the form of one; of a patch, what it leaves out is in order.</summary>
    public IReadOnlyList<Fault> ShapeFaults(JsonElement json, bool isPatch = false)
    {
        var faults = new FaultList(ShapeFaultsMax);
        new ShapeCheck(faults, isPatch).Run(json, Config, "$");
        return faults.All;
    }

    JsonTypeInfo? IJsonTypeInfoResolver.GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        if (type != typeof(SpaceConfig)) return null;
        var form = JsonTypeInfo.CreateJsonTypeInfo<SpaceConfig>(options);
        form.CreateObject = () => new SpaceConfig();
        foreach (var section in sections) section.AddTo(form);
        return form;
    }
}
