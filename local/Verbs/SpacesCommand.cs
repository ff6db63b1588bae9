using System.Text.Json.Nodes;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>spaces</c>: lists them; below it <c>create</c>, <c>rename</c>, <c>archive</c>, <c>open</c> and <c>delete</c>.</summary>
internal static class SpacesCommand
{
    private const int PageSize = 500;

    internal static Command Create()
    {
        var spaces = AppVerb.OfApp("spaces", "Lists the spaces; makes, renames, archives and deletes them.", [], ListAsync);
        spaces.Add(AppVerb.OfApp("list", "Lists the spaces.", [], ListAsync));
        spaces.Add(CreateSpace());
        spaces.Add(Rename());
        spaces.Add(Archive("archive", true, "Makes a space read only: nothing new is taken, and its epochs rest.", "is archived"));
        spaces.Add(Archive("open", false, "Opens an archived space again.", "is open again"));
        spaces.Add(SpaceDeletion.Create());
        return spaces;
    }

    private static async Task ListAsync(AppCall call, CancellationToken cancellation)
    {
        var answer = await AllPages.ReadAsync("spaces", after =>
            call.App.GetAsync("spaces" + ApiQuery.Of(("limit", $"{PageSize}"), ("after", after)), cancellation));
        call.Show(answer, ApiJson.Default.SpaceList, list =>
        {
            if (list.Spaces.Count == 0) call.Output.WriteLine("There is no space yet: make one with ./grain spaces create NAME");
            else
                TextTable.Write(call.Output, list.Spaces, ("Space", row => row.Name), ("Called", row => row.DisplayName),
                    ("State", row => row.State), ("Made on", row => $"{row.CreatedAt:yyyy-MM-dd}"), ("", row => row.Fault));
        });
    }

    private static Command CreateSpace()
    {
        var name = Name("What it is called in addresses: lower-case letters, digits and hyphens.");
        var called = Ask.For<string>("--name", "What people call it.");
        var config = Ask.For<string>("--config", "A JSON file with its configuration; without it all is as usual.");
        var isSealed = Ask.For<bool>("--sealed", "People stand in it under opaque ids, and can be erased; a space keeps its form.");
        var continues =
            Ask.For<string>("--continues", "A space whose ledger is moved here: its last statement is named in all of this one's.");
        return AppVerb.OfApp("create", "Makes a space.", [name, called, config, isSealed, continues], async (call, cancellation) =>
        {
            var space = call.Get(name);
            var body = call.Get(config) is { } file ? Encoding.UTF8.GetString((await JsonFile.ReadAsync(file, cancellation)).Span) : null;
            if (call.Get(continues) is { } old) body = await ContinuingAsync(call, old, body, cancellation);
            var answer = await call.App.SendAsync(HttpMethod.Put,
                PathOf(space) + ApiQuery.Of(("form", call.Get(isSealed) ? "sealed" : null)), body, cancellation);
            if (call.Get(called) is { } display) await PatchAsync(call, space, new JsonObject { ["displayName"] = display }, cancellation);
            if (call.AsJson) call.Output.WriteLine(answer.Text.TrimEnd());
            else
                call.Output.WriteLine(answer.Status == HttpStatusCode.Created
                    ? $"The space '{space}' is made. Give it points by webhook, ./grain import or ./grain grant."
                    : $"The space '{space}' was there, with the same configuration.");
        });
    }

    /// <summary>The configuration with the last statement of another space.</summary>
    private static async Task<string> ContinuingAsync(AppCall call, string old, string? body, CancellationToken cancellation)
    {
        var epochs = (await call.App.GetAsync($"{PathOf(old)}/epochs", cancellation)).Read(ApiJson.Default.EpochList).Epochs;
        var last = epochs.LastOrDefault(epoch => epoch is { Stage: "Closed", Statement: not null })
            ?? throw new CommandException(
            $"The space '{old}' has no closed epoch, so there is nothing to go on from: leave --continues out");
        if (JsonNode.Parse(body ?? "{}") is not JsonObject config) throw new CommandException("--config: must be an object");
        config["continues"] = new JsonObject { ["space"] = old, ["statement"] = last.Statement };
        return config.ToJsonString();
    }

    private static Command Rename()
    {
        var name = Name("The space; its name in addresses stays.");
        var called = new Argument<string>("TEXT") { Description = "What people call it from now on." };
        return AppVerb.OfApp("rename", "Gives a space another display name.", [name, called], async (call, cancellation) =>
            Show(call, await PatchAsync(call, call.Get(name), new JsonObject { ["displayName"] = call.Get(called) }, cancellation),
                $"The space '{call.Get(name)}' is called '{call.Get(called)}'."));
    }

    private static Command Archive(string verb, bool archived, string description, string done)
    {
        var name = Name("The space.");
        return AppVerb.OfApp(verb, description, [name], async (call, cancellation) =>
            Show(call, await PatchAsync(call, call.Get(name), new JsonObject { ["archived"] = archived }, cancellation),
                $"The space '{call.Get(name)}' {done}."));
    }

    internal static Argument<string> Name(string description) => new("NAME") { Description = description };

    internal static string PathOf(string space) => $"spaces/{Uri.EscapeDataString(space)}";

    internal static Task<HttpAnswer> PatchAsync(AppCall call, string space, JsonObject change, CancellationToken cancellation) =>
        call.App.SendAsync(HttpMethod.Patch, PathOf(space), change.ToJsonString(), cancellation);

    private static void Show(AppCall call, HttpAnswer answer, string words) =>
        call.Output.WriteLine(call.AsJson ? answer.Text.TrimEnd() : words);
}
