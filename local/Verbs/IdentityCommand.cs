using System.Text.Json.Nodes;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>identity list|show|add|alias|merge|unmerge</c>: who is who.</summary>
internal static class IdentityCommand
{
    private const int PageSize = 1000;

    internal static Command Create() => new("identity", "Who is who: joins accounts of one person.")
    {
        AppVerb.InSpace("list", "Lists the people who are registered.", [], ListAsync), Show(), Add(), Alias(), Merge(), Unmerge(),
    };

    private static async Task ListAsync(AppCall call, CancellationToken cancellation)
    {
        var answer = await AllPages.ReadAsync("identities", after =>
            call.GetAsync("identities" + ApiQuery.Of(("limit", $"{PageSize}"), ("after", after)), cancellation));
        call.Show(answer, VerbJson.Default.IdentitiesView, list =>
        {
            if (list.Identities.Count == 0)
                call.Output.WriteLine("Nobody is registered: every account stands for itself. See ./grain identity add --help");
            else
                TextTable.Write(call.Output, list.Identities, ("Identity", row => row.Id), ("Name", row => row.Name),
                    ("Type", row => row.Type), ("Active", row => row.Active ? "yes" : "no"),
                    ("Also", row => string.Join(", ", row.Accounts.Where(account => account != row.Id))));
        });
    }

    private static Command Show()
    {
        var id = Id("Any id of theirs.");
        return AppVerb.InSpace("show", "Shows whom an id means.", [id], async (call, cancellation) =>
            Write(call, await call.GetAsync("identities" + ApiQuery.Of(("id", call.Get(id))), cancellation)));
    }

    private static Command Add()
    {
        var id = Id("The id that stands for them from now on, as in github/ada.");
        var name = Ask.For<string>("--name", "What people call them; by default their id.");
        return AppVerb.InSpace("add", "Registers somebody, so that other accounts can be joined to them.", [id, name],
            async (call, cancellation) => Write(call, await call.SendAsync(HttpMethod.Put,
                "identities" + ApiQuery.Of(("id", call.Get(id))),
                new JsonObject { ["name"] = call.Get(name) ?? call.Get(id) }.ToJsonString(), cancellation)));
    }

    private static Command Alias()
    {
        var id = Id("Whose it is.");
        var alias = new Argument<string>("ALIAS") { Description = "The account that is theirs, too, as in discourse/ada." };
        var remove = Ask.For<bool>("--remove", "Lets it stand for itself again.");
        return AppVerb.InSpace("alias", "Lets another account mean a person.", [id, alias, remove], async (call, cancellation) =>
            Write(call, await call.PostAsync((call.Get(remove) ? "identities/aliases/remove" : "identities/aliases")
                + ApiQuery.Of(("id", call.Get(id))), new JsonObject { ["alias"] = call.Get(alias) }, cancellation)));
    }

    private static Command Merge()
    {
        var id = Id("The identity that stays.");
        var other = new Argument<string>("OTHER") { Description = "The identity that is the same person and goes into it." };
        return AppVerb.InSpace("merge", "Joins two identities; unmerge separates them again, and no grain moves.", [id, other],
            async (call, cancellation) => Write(call, await call.PostAsync("identities/merge" + ApiQuery.Of(("id", call.Get(id))),
                new JsonObject { ["target"] = call.Get(other) }, cancellation)));
    }

    private static Command Unmerge()
    {
        var id = Id("The identity that was merged into another.");
        var name = Ask.For<string>("--name", "What they are called from now on; by default as before.");
        return AppVerb.InSpace("unmerge", "Takes a merge back.", [id, name], async (call, cancellation) =>
        {
            var body = new JsonObject();
            if (call.Get(name) is { } text) body["name"] = text;
            Write(call, await call.PostAsync("identities/unmerge" + ApiQuery.Of(("id", call.Get(id))), body, cancellation));
        });
    }

    private static Argument<string> Id(string description) => new("ID") { Description = description };

    private static void Write(AppCall call, HttpAnswer answer) => call.Show(answer, VerbJson.Default.IdentityView, who =>
    {
        call.Output.WriteLine(Plain.Text(who.Registered ? $"{who.Name} ({who.Id}), {who.Type}{(who.Active ? "" : ", not active")}"
            : $"{who.Id} is not registered and stands for itself"));
        foreach (var account in who.Accounts.Where(account => account != who.Id)) call.Output.WriteLine($"  {Plain.Text(account)}");
        foreach (var (currency, address) in who.PayoutAddresses)
            call.Output.WriteLine(Plain.Text($"  is paid at {address} ({currency})"));
    });
}
