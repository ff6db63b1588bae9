using System.Text.Json.Nodes;
using Grain.Local.Api;
using Grain.Local.Configs;

namespace Grain.Local.Verbs;

/// <summary><c>config get|set|unset|edit</c>: what a space's configuration says, and other values for it.</summary>
internal static class ConfigCommand
{
    private const string Address = "config";
    private const string FromInput = "-";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static Command Create() =>
        new("config", "Shows and changes what a space's configuration says; docs/configuration.md has it all.")
    {
        Get(), Set(), Unset(), Edit(),
    };

    private static Command Get()
    {
        var path = new Argument<string>("PATH")
        {
            Description = "Where, as in weights.nodes.commit; all of it if absent.",
            DefaultValueFactory = _ => "",
        };
        return AppVerb.InSpace("get", "Shows the configuration, or what stands at a place in it.", [path], async (call, cancellation) =>
        {
            var at = ConfigPath.Parse(call.Get(path));
            Show(call, at, Read(await call.GetAsync(Address, cancellation)));
        });
    }

    private static Command Set()
    {
        var path = Where();
        var value = new Argument<string>("VALUE")
        {
            Description = "What shall stand there: JSON, or a text; - reads it from standard input, for secrets.",
        };
        return AppVerb.InSpace("set", "Changes one value and leaves all others as they are.", [path, value], async (call, cancellation) =>
        {
            var at = ConfigPath.Parse(call.Get(path));
            var text = call.Get(value) is FromInput ? (await Console.In.ReadToEndAsync(cancellation)).Trim() : call.Get(value);
            await ChangeAsync(call, at, ValueOf(text, at.TakesText), cancellation);
        });
    }

    private static Command Unset()
    {
        var path = Where();
        return AppVerb.InSpace("unset", "Takes one value back to its default.", [path], async (call, cancellation) =>
            await ChangeAsync(call, ConfigPath.Parse(call.Get(path)), null, cancellation));
    }

    private static Command Edit()
    {
        var own = Ask.For<string>("--editor", "The editor; by default $VISUAL or $EDITOR.");
        return AppVerb.InSpace("edit", "Opens the configuration in an editor and sends what is saved.", [own], async (call, cancellation) =>
        {
            var editor = call.Get(own) ?? ConfigEditor.Choose();
            var answer = await call.GetAsync(Address, cancellation);
            var space = await call.SpaceAsync(cancellation);
            HttpAnswer? taken = null;
            var isChanged = await ConfigEditor.Open(editor, space).EditAsync(Text(Read(answer)), async text =>
            {
                try
                {
                    using var document = SentJson.Parse(Encoding.UTF8.GetBytes(text));
                    taken = await call.SendAsync(HttpMethod.Put, $"{Address}?replace=true", text, cancellation, answer.ETag);
                    return null;
                }
                catch (SentException fault)
                {
                    return new CommandException($"{fault.Place}: {fault.Message}");
                }
                catch (RefusedException refused) when (refused.Status is HttpStatusCode.BadRequest or HttpStatusCode.Conflict)
                {
                    return refused;
                }
                catch (RefusedException refused) when (refused.Status is HttpStatusCode.PreconditionFailed)
                {
                    throw new CommandException(
                        $"{refused.Message}\n  begin again from what stands there: ./grain config edit --space {space}");
                }
            }, cancellation);
            if (taken is not null && call.AsJson) call.Output.WriteLine(taken.Text.TrimEnd());
            else call.Output.WriteLine(isChanged ? $"{space} has version {VersionOf(taken!)} of its configuration."
                : "Nothing was changed.");
        });
    }

    private static Argument<string> Where() => new("PATH") { Description = "Where, as in weights.nodes.commit or epochs.lengthDays." };

    private static async Task ChangeAsync(AppCall call, ConfigPath path, JsonNode? value, CancellationToken cancellation)
    {
        // An element of an array is sent with all the others, so nobody may have changed them meanwhile.
        var isElement = path.Steps.Any(step => step is int);
        var before = isElement ? await call.GetAsync(Address, cancellation) : null;
        var patch = path.Patch(before is null ? default : Read(before), value);
        // A member that is null is part of the patch.
        var answer = await SendAsync(call, patch, before?.ETag, cancellation);
        if (call.AsJson) call.Output.WriteLine(answer.Text.TrimEnd());
        else
        {
            // Behind an element that is taken out, the others move up: what stands in its place is another one.
            var now = value is null && path.Steps[^1] is int ? "is taken out"
                : path.Find(Read(answer).GetProperty(Address)) is { } stands ? $"is {Plain.Text(Text(stands, ReadableJson.Options))}"
                    : "is not set";
            call.Output.WriteLine($"{path.Text} {now} (version {VersionOf(answer)} of the configuration)");
        }
    }

    private static async Task<HttpAnswer> SendAsync(AppCall call, JsonNode patch, string? version, CancellationToken cancellation)
    {
        try
        {
            return await call.SendAsync(HttpMethod.Patch, Address, patch.ToJsonString(), cancellation, version);
        }
        catch (RefusedException refused) when (refused.Status is HttpStatusCode.PreconditionFailed)
        {
            throw new CommandException($"{refused.Message}\n  look which element it is by now, and give the command again");
        }
    }

    private static void Show(AppCall call, ConfigPath path, JsonElement config)
    {
        if (path.Find(config) is not { } value) throw NotThere(path, config);
        if (value.ValueKind == JsonValueKind.String && !call.AsJson) call.Output.WriteLine(Plain.Text(value.GetString()!));
        else call.Output.WriteLine(Text(value));
    }

    private static CommandException NotThere(ConfigPath path, JsonElement config)
    {
        var parent = new ConfigPath(path.Text, [.. path.Steps.SkipLast(1)], false).Find(config);
        var hint = parent is { ValueKind: JsonValueKind.Object } members && path.Steps[^1] is string name
            ? Nearest.Hint(name, members.EnumerateObject().Select(member => member.Name)) : "";
        return new CommandException($"{path.Text} is not set{hint}");
    }

    private static JsonNode? ValueOf(string text, bool isText)
    {
        try
        {
            using var document = SentJson.Parse(Encoding.UTF8.GetBytes(text));
            var kind = document.RootElement.ValueKind;
            if (!isText || kind is JsonValueKind.String or JsonValueKind.Null) return JsonNode.Parse(text);
        }
        catch (SentException) when (text.Length == 0 || text[0] != '"' && (isText || text[0] is not ('{' or '[')))
        {
            // it is a text
        }
        catch (SentException fault)
        {
            throw new UsageException($"VALUE begins like JSON and is none: {fault.Message}");
        }

        return JsonValue.Create(text);
    }

    private static JsonElement Read(HttpAnswer answer) => JsonElement.Parse(answer.Body);

    private static int VersionOf(HttpAnswer answer) => Read(answer).GetProperty("configVersion").GetInt32();

    private static string Text(JsonElement value, JsonSerializerOptions? options = null) =>
        ReadableJson.Seen(JsonSerializer.Serialize(value, options ?? Indented));
}
