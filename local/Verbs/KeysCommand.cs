using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Grain.Functions.Access;
using Grain.Functions.Audit;
using Grain.Functions.Hosting.Access;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>keys list|create|rotate|revoke</c>: who may do what. A new key is printed alone, so that a script can take it.</summary>
internal static class KeysCommand
{
    private const int PageSize = 500;

    internal static Command Create() => new("keys", "Keys of programs and people: what opens a space, or everything.")
    {
        List(), Make(), Rotate(), Revoke(),
    };

    private static Option<bool> Owner(string description) => Ask.For<bool>("--owner", description);

    private static Command List()
    {
        var owner = Owner("Lists the keys that open everything.");
        var revoked = Ask.For<bool>("--revoked", "Those that were taken back, too.");
        return AppVerb.InSpace("list", "Lists the keys of a space; never the secrets, which nobody has but their owners.",
            [owner, revoked], async (call, cancellation) =>
        {
            var taken = call.Get(revoked) ? "true" : null;
            var answer = await AllPages.ReadAsync("keys", after => SendAsync(call, call.Get(owner), HttpMethod.Get,
                ApiQuery.Of(("limit", $"{PageSize}"), ("after", after), ("revoked", taken)), null, cancellation));
            if (call.AsJson)
            {
                call.Output.WriteLine(answer.Text.TrimEnd());
                return;
            }

            var rows = answer.Read(VerbJson.Default.KeysView).Keys;
            if (rows.Count == 0) call.Output.WriteLine("There is no key yet: make one with ./grain keys create --role reader");
            else TextTable.Write(call.Output, rows, ("Key", row => row.Id), ("Role", row => row.Role), ("Label", row => row.Label),
                ("Node", row => row.Node), ("State", row => row.State), ("Made on", row => $"{row.CreatedAt:yyyy-MM-dd}"),
                ("By", row => row.CreatedBy), ("Expires", row => $"{row.ExpiresAt:yyyy-MM-dd}"), ("Last used", row => row.LastUsedOn));
        });
    }

    private static Command Make()
    {
        var role = Ask.For<string>("--role", $"What it may do: {string.Join(", ", KeyRequests.SpaceRoles)}.");
        var node = Ask.For<string>("--node", "The node whose credits it keeps, for the role node.");
        var label = Ask.For<string>("--label", "What it is for, as in 'the build server'.");
        var expires =
            Ask.For<string>("--expires", "When it ends: days from now, as in 90d, or a day, as in 2027-01-31. Without it, it lasts.");
        var owner = Owner("Makes a key that opens everything, straight in the app's storage: the first one, or when all are lost.");
        var command = AppVerb.InSpace("create", "Makes a key and prints it, this once.", [role, node, label, expires, owner],
            async (call, cancellation) =>
        {
            var word = call.Get(role)
                ?? throw new UsageException($"what may it do? --role is one of {string.Join(", ", KeyRequests.SpaceRoles)}");
            var body = new JsonObject { ["role"] = word };
            if (call.Get(node) is { } of) body["node"] = of;
            if (call.Get(label) is { } called) body["label"] = called;
            if (KeyExpiry.Read(call.Get(expires), TimeProvider.System.GetUtcNow()) is { } end) body["expiresAt"] = end.ToString("O");
            Tell(call, await call.PostAsync("keys", body, cancellation));
        });
        var inApp = (AsynchronousCommandLineAction)command.Action!;
        var inStorage = CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            if (parsed.GetValue(role) is not null and not "owner" || parsed.GetValue(node) is not null)
                throw new UsageException("a key that opens everything has no --role and no --node");
            var now = TimeProvider.System.GetUtcNow();
            var text = KeyText.New(null);
            var wanted = new KeyRecord(null, text.Id, Role.Owner, now, Acts.CommandLine, SecretHash.Of(text.Secret))
            {
                Label = parsed.GetValue(label) ?? "",
                ExpiresAt = KeyExpiry.Read(parsed.GetValue(expires), now),
            };
            var made = await scope.Get<Acts>().AroundAsync(null, "createOwnerKey", async act =>
            {
                await act.About(text.Id).Sets("role", wanted.Role.Word()).Sets("label", wanted.Label).Sets("expiresAt", wanted.ExpiresAt)
                    .BeginAsync(cancellation);
                return await scope.Get<KeyBook>().CreateAsync(wanted, text, cancellation);
            }, cancellation);
            scope.Error.WriteLine($"The key {made.Id} opens everything. It is shown this once.");
            scope.Output.WriteLine(text);
            return 0;
        });
        command.SetAction((parsed, cancellation) => parsed.GetValue(owner) ? inStorage(parsed, cancellation)
            : inApp.InvokeAsync(parsed, cancellation));
        return command;
    }

    private static Command Rotate()
    {
        var id = Id();
        var owner = Owner("It is one that opens everything.");
        var grace = Ask.Number("--grace", 0, 0, KeyRequests.GraceMinutesMax, "Minutes for which the secret before goes on.");
        return AppVerb.InSpace("rotate", "Gives a key a new secret and prints it, this once.", [id, owner, grace],
            async (call, cancellation) => Tell(call, await SendAsync(call, call.Get(owner), HttpMethod.Post,
                $"/{Uri.EscapeDataString(call.Get(id))}/rotate", new JsonObject { ["graceMinutes"] = call.Get(grace) }, cancellation)));
    }

    private static Command Revoke()
    {
        var id = Id();
        var owner = Owner("It is one that opens everything.");
        var last = Ask.For<bool>("--last", "Also if nobody could open everything without it.");
        return AppVerb.InSpace("revoke", "Takes a key back, for good; within a minute it opens nothing.", [id, owner, last],
            async (call, cancellation) =>
        {
            var path = $"/{Uri.EscapeDataString(call.Get(id))}{(call.Get(owner) && call.Get(last) ? "?last=true" : "")}";
            var answer = await SendAsync(call, call.Get(owner), HttpMethod.Delete, path, null, cancellation);
            if (call.AsJson) call.Output.WriteLine(answer.Text.TrimEnd());
            else call.Output.WriteLine($"The key {call.Get(id)} is revoked.");
        });
    }

    private static Argument<string> Id() => new("KEY") { Description = "Its id, as ./grain keys list shows it." };

    private static Task<HttpAnswer> SendAsync(
        AppCall call, bool owner, HttpMethod method, string path, JsonObject? body, CancellationToken cancellation) =>
        owner ? call.App.SendAsync(method, $"keys{path}", body?.ToJsonString(), cancellation)
            : call.SendAsync(method, $"keys{path}", body?.ToJsonString(), cancellation);

    private static void Tell(AppCall call, HttpAnswer answer)
    {
        if (call.AsJson)
        {
            call.Output.WriteLine(answer.Text.TrimEnd());
            return;
        }

        var made = answer.Read(VerbJson.Default.KeyMadeView);
        call.Error.WriteLine($"The key {made.Key.Id} has the role {made.Key.Role}{(made.Key.Space is { } space ? $" in {space}" : "")}. "
            + "It is shown this once.");
        call.Output.WriteLine(made.Secret);
    }
}
