using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// Compares a document with the shape that the serializer would read it as, and finds every fault: the serializer stops at the first one,
/// and describes it in words for programmers.
/// </summary>
/// <param name="faults">Where they are told.</param>
/// <param name="isPatch">Whether members of objects may be <c>null</c>, which is how a merge patch (RFC 7396) takes them out.</param>
internal sealed class ShapeCheck(FaultList faults, bool isPatch = false)
{
    private int arrays; // a patch goes no further than into objects
    /// <summary>Where the first fault is.</summary>
    public JsonElement? First { get; private set; }

    /// <summary>Checks a value and all in it.</summary>
    public void Run(JsonElement value, JsonTypeInfo shape, string path)
    {
        if (faults.IsFull) return;
        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind == JsonValueKind.Object:
                CheckMembers(value, shape, path);
                break;
            case JsonTypeInfoKind.Dictionary when value.ValueKind == JsonValueKind.Object:
                foreach (var member in value.EnumerateObject()) RunInside(member.Value, shape, Fault.Inside(path, $".{member.Name}"));
                break;
            case JsonTypeInfoKind.Enumerable when value.ValueKind == JsonValueKind.Array:
                arrays++;
                foreach (var (index, item) in value.EnumerateArray().Index())
                    RunInside(item, shape, Fault.Inside(path, string.Create(CultureInfo.InvariantCulture, $"[{index}]")));
                arrays--;
                break;
            case JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary:
                Fail(value, path, "must be an object");
                break;
            case JsonTypeInfoKind.Enumerable:
                Fail(value, path, "must be an array");
                break;
            default:
                CheckValue(value, shape, path);
                break;
        }
    }

    private void CheckMembers(JsonElement value, JsonTypeInfo shape, string path)
    {
        foreach (var member in value.EnumerateObject())
        {
            var at = Fault.Inside(path, $".{member.Name}");
            if (shape.Properties.FirstOrDefault(each => each.Name == member.Name && each is { IsExtensionData: false }) is not { } property)
            {
                if ((shape.UnmappedMemberHandling ?? shape.Options.UnmappedMemberHandling) == JsonUnmappedMemberHandling.Disallow)
                    Fail(member.Value, at, Nearest.Unknown(member.Name, [.. shape.Properties.Select(each => each.Name)]));
            }
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                if (!IsNullable(property) && !TakesOut) Fail(member.Value, at, "must not be null");
            }
            else if (property.CustomConverter is null)
            {
                Run(member.Value, shape.Options.GetTypeInfo(property.PropertyType), at);
            }
        }

        foreach (var property in shape.Properties)
            if (property.IsRequired && !value.TryGetProperty(property.Name, out _))
                Fail(value, Fault.Inside(path, $".{property.Name}"), "is missing");
    }

    private bool TakesOut => isPatch && arrays == 0;

    private static bool IsNullable(JsonPropertyInfo property) => property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : property.IsSetNullable || !property.Options.RespectNullableAnnotations;

    private void RunInside(JsonElement item, JsonTypeInfo shape, string path)
    {
        var type = shape.ElementType!;
        if (item.ValueKind != JsonValueKind.Null) Run(item, shape.Options.GetTypeInfo(type), path);
        else if (type.IsValueType && Nullable.GetUnderlyingType(type) is null && !TakesOut) Fail(item, path, "must not be null");
    }

    private void CheckValue(JsonElement value, JsonTypeInfo shape, string path)
    {
        try
        {
            value.Deserialize(shape);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) // the latter of what is no Unicode text
        {
            Fail(value, path, fault is SentException own ? own.Message
                : value.ValueKind == JsonValueKind.String && shape.Type == typeof(string) ? SentValue.NoUnicode : WordsFor(shape));
        }
    }

    private void Fail(JsonElement value, string path, string message)
    {
        First ??= value;
        faults.Add(new Fault(path, message));
    }

    private static string WordOf(Type choice, string name) =>
        choice.GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? name;

    /// <summary>What a value of this type looks like.</summary>
    private static string WordsFor(JsonTypeInfo shape)
    {
        var type = Nullable.GetUnderlyingType(shape.Type) ?? shape.Type;
        if (type.IsEnum) return $"must be one of {string.Join(", ", Enum.GetNames(type).Select(name => WordOf(type, name)))}";
        if (type == typeof(string)) return "must be a text";
        if (type == typeof(bool)) return "must be true or false";
        if (type == typeof(int) || type == typeof(long)) return "must be a whole number, within range";
        if (type == typeof(double) || type == typeof(decimal)) return "must be a number, within range";
        return type == typeof(DateTimeOffset) || type == typeof(DateTime) ? OutsideTime.Form : "is not of the kind that is expected here";
    }
}
