using System.Text.Json.Nodes;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>hold place|list|commit|void</c>: grain that is kept for something, until it is sent or given free.</summary>
internal static class HoldCommand
{
    private const string ExpiresDefault = "7d";

    internal static Command Create() => new("hold", "Grain that is kept in an account, to be sent later or given free.")
    {
        Place(), List(), Commit(), Void(),
    };

    private static Command Place()
    {
        var (from, amount, to, memo, id) = (From(), MoveCommands.Grains(), To(), MoveCommands.Memo(), MoveCommands.Id());
        var expires = Ask.Or("--expires", ExpiresDefault, "When it ends by itself: days from now, as in 7d, or a day.");
        return AppVerb.InSpace("place", "Holds grain of somebody's.", [from, amount, to, expires, memo, id], async (call, cancellation) =>
        {
            // The time is part of what is asked: the same id at another time would be another hold.
            var (name, at) = ManualId.Of(call.Get(id), TimeProvider.System.GetUtcNow());
            var body = new JsonObject
            {
                ["id"] = name,
                ["from"] = call.Get(from),
                ["amount"] = call.Get(amount),
                ["expiresAt"] = KeyExpiry.Read(call.Get(expires), at)!.Value.ToString("O", CultureInfo.InvariantCulture),
            };
            if (call.Get(to) is { } receiver) body["to"] = receiver;
            if (call.Get(memo) is { } text) body["memo"] = text;
            Write(call, await call.PostOnceAsync("grain/holds", name, body, cancellation));
        });
    }

    private static Command List()
    {
        var who = new Argument<string>("WHO") { Description = "Whose grain, as in github/ada." };
        return AppVerb.InSpace("list", "Lists what is held of somebody's grain.", [who], async (call, cancellation) => call.Show(
            await call.GetAsync("grain/holds" + ApiQuery.Of(("account", call.Get(who))), cancellation), VerbJson.Default.HoldsView, list =>
            {
                if (list.Holds.Count == 0) call.Output.WriteLine(Plain.Text($"Nothing of {call.Get(who)} is held."));
                else TextTable.Write(call.Output, list.Holds, ("Hold", row => row.Id), ("From", row => row.From),
                    ("For", row => row.To), ("#Grain", row => Amount.Of(row.LeftGrain)),
                    ("Until", row => $"{row.ExpiresAt:yyyy-MM-dd HH:mm}Z"));
            }));
    }

    private static Command Commit()
    {
        var (from, hold, to, memo) = (From(), Hold(), To(), MoveCommands.Memo());
        var amount = Ask.For<string>("--amount", "How much of it; all that is left if absent, and the rest is given free.");
        var part = Ask.For<string>("--part", "An id of your own for a part: the rest stays held.");
        return AppVerb.InSpace("commit", "Sends what is held.", [from, hold, amount, to, part, memo], async (call, cancellation) =>
        {
            var body = new JsonObject { ["from"] = call.Get(from) };
            foreach (var (name, option) in new[] { ("amount", amount), ("to", to), ("part", part), ("memo", memo) })
                if (call.Get(option) is { } given) body[name] = given;
            var answer = await call.PostAsync($"grain/holds/{Uri.EscapeDataString(call.Get(hold))}/commit", body, cancellation);
            call.Show(answer, VerbJson.Default.CommitView, made => call.Output.WriteLine(Plain.Text(
                $"{Amount.Of(made.AmountGrain)} grain from {call.Get(from)} to {made.Account}: {made.State}")));
        });
    }

    private static Command Void()
    {
        var (from, hold) = (From(), Hold());
        return AppVerb.InSpace("void", "Ends a hold: what is left of it is given free.", [from, hold], async (call, cancellation) =>
            Write(call, await call.PostAsync($"grain/holds/{Uri.EscapeDataString(call.Get(hold))}/void",
                new JsonObject { ["from"] = call.Get(from) }, cancellation)));
    }

    private static void Write(AppCall call, HttpAnswer answer) => call.Show(answer, VerbJson.Default.HoldView, hold =>
        call.Output.WriteLine(Plain.Text(hold.State == "open"
            ? $"{Amount.Of(hold.LeftGrain)} grain of {hold.From} held until {hold.ExpiresAt:yyyy-MM-dd HH:mm}Z (id {hold.Id})"
            : $"The hold {hold.Id} of {hold.From} is {hold.State}: {Amount.Of(hold.CommittedGrain)} grain sent, "
                + $"{Amount.Of(hold.ReleasedGrain)} given free")));

    private static Argument<string> From() => new("FROM") { Description = "Whose grain, as in github/ada." };

    private static Argument<string> Hold() => new("HOLD") { Description = "Its id, as ./grain hold list shows it." };

    private static Option<string?> To() => Ask.For<string>("--to", "Who gets it.");
}
