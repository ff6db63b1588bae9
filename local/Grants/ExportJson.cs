namespace Grain.Local.Grants;

/// <summary>The lines of an export around the grants, which stand there as they are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExportHeader))]
[JsonSerializable(typeof(ExportEnd))]
[JsonSerializable(typeof(ExportEntry))]
internal sealed partial class ExportJson : JsonSerializerContext;
