using System.Text.Json.Nodes;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>spaces delete NAME</c>: asks twice, since nothing brings a space back: whether its grants were kept, and for its name. Where nobody
/// can be asked, <c>--yes-delete NAME</c> says both.
/// </summary>
internal static class SpaceDeletion
{
    internal static Command Create()
    {
        var name = SpacesCommand.Name("The space.");
        var sure = Ask.For<string>("--yes-delete", "The name once more: deletes without asking.");
        sure.HelpName = "NAME";
        return AppVerb.OfApp("delete", "Deletes a space with all that it holds, for ever; its name stays taken.", [name, sure],
            async (call, cancellation) =>
            {
                var (space, path) = (call.Get(name), SpacesCommand.PathOf(call.Get(name)));
                await call.App.GetAsync(path, cancellation);
                MakeSure(call, space, call.Get(sure));
                // Only an archived one is deleted, and only as it was when it was archived.
                var archived = await SpacesCommand.PatchAsync(call, space, new JsonObject { ["archived"] = true }, cancellation);
                var answer = await call.App.SendAsync(HttpMethod.Delete, path + ApiQuery.Of(("confirm", space)), null, cancellation,
                    archived.ETag);
                call.Show(answer, VerbJson.Default.SpaceDeletedView, deleted => call.Output.WriteLine(Plain.Text(deleted.Note)));
            });
    }

    private static void MakeSure(AppCall call, string space, string? sure)
    {
        if (sure == space) return;
        if (sure is not null) throw new UsageException($"--yes-delete says '{sure}', and the space is '{space}'; nothing was deleted");
        call.Error.WriteLine($"This deletes '{space}' with all that it holds: grants, cred, grain, who is who. Nothing brings it back.");
        call.Error.WriteLine($"To keep its grants: ./grain export --space {space} --out {space}.ndjson");
        var first = call.Ask("Go on without another export? [y/N]")
            ?? throw new UsageException($"nobody can be asked here: --yes-delete {space} deletes it");
        if (!Question.IsYes(first) || call.Ask("Type the name of the space to delete it:") != space)
            throw new CommandException("nothing was deleted");
    }
}
