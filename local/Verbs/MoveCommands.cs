using System.Text.Json.Nodes;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>mint TO AMOUNT</c>, <c>transfer FROM TO AMOUNT</c> and <c>grant WHO POINTS</c>: each has an id, and counts once.</summary>
internal static class MoveCommands
{
    private const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    internal static Command Mint()
    {
        var (to, amount, memo, id) = (Who("TO", "Who gets it."), Grains(), Memo(), Id());
        var sure = LargeMint.Sure();
        return AppVerb.InSpace("mint", "Makes grain for somebody, outside of epochs.", [to, amount, memo, id, sure],
            async (call, cancellation) =>
            {
                if (!call.Get(sure)) await LargeMint.MakeSureAsync(call, call.Get(amount), cancellation);
                await MoveAsync(call, "grain/mints", call.Get(id) ?? NewId(), new JsonObject { ["to"] = call.Get(to) }, call.Get(amount),
                    call.Get(memo), $"{call.Get(amount)} grain minted for {call.Get(to)}", cancellation);
            });
    }

    internal static Command Transfer()
    {
        var (from, to, amount, memo, id) = (Who("FROM", "Who gives it."), Who("TO", "Who gets it."), Grains(), Memo(), Id());
        return AppVerb.InSpace("transfer", "Sends grain from somebody to somebody.", [from, to, amount, memo, id], (call, cancellation) =>
            MoveAsync(call, "grain/transfers", call.Get(id) ?? NewId(),
                new JsonObject { ["from"] = call.Get(from), ["to"] = call.Get(to) }, call.Get(amount), call.Get(memo),
                $"{call.Get(amount)} grain from {call.Get(from)} to {call.Get(to)}", cancellation));
    }

    internal static Command Grant()
    {
        var who = Who("WHO", "Who gets them, as in github/ada.");
        var points = Points();
        var category = Ask.For<string>("--category", "What for, in one word, as in docs.");
        var note = Ask.For<string>("--note", "What for, in words.");
        var id = Id();
        return AppVerb.InSpace("grant", "Gives points by hand.", [who, points, category, note, id], async (call, cancellation) =>
        {
            // The time is part of what is granted: the same id at another time would be another grant.
            var (name, at) = ManualId.Of(call.Get(id), TimeProvider.System.GetUtcNow());
            var body = new JsonObject
            {
                ["grantId"] = name,
                ["contributor"] = call.Get(who),
                ["amount"] = call.Get(points),
                ["grantedAt"] = at.ToString("O", CultureInfo.InvariantCulture),
            };
            if (call.Get(category) is { } given) body["category"] = given;
            if (call.Get(note) is { } text) body["note"] = text;
            call.Show(await call.PostOnceAsync("grants", name, body, cancellation), VerbJson.Default.GrantOutcomeView, outcome =>
                call.Output.WriteLine(Plain.Text(outcome.Outcome == "appended"
                    ? $"{call.Get(who)} has {Shown.Count(Math.Abs(call.Get(points)), "point")} {(call.Get(points) < 0 ? "less" : "more")} "
                        + $"(id {name})"
                    : $"{call.Get(who)} had them already (id {name})")));
        });
    }

    private static async Task MoveAsync(AppCall call, string path, string id, JsonObject body, string amount, string? memo, string done,
        CancellationToken cancellation)
    {
        (body["id"], body["amount"]) = (id, amount);
        if (memo is not null) body["memo"] = memo;
        call.Show(await call.PostOnceAsync(path, id, body, cancellation), VerbJson.Default.MoveView,
            move => call.Output.WriteLine(Plain.Text($"{done}: {move.State} (id {id})")));
    }

    // The library's own reader passes over commas: 1,5 would be 15 points.
    private static Argument<decimal> Points() => new("POINTS")
    {
        Description = "How many; a negative number takes some back.",
        CustomParser = given =>
        {
            var text = given.Tokens[^1].Value;
            if (decimal.TryParse(text, Form, CultureInfo.InvariantCulture, out var points)) return points;
            given.AddError($"POINTS must be a number such as 12 or -0.5, not '{text}'");
            return 0;
        },
    };

    private static string NewId() => $"cli-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    private static Argument<string> Who(string name, string description) => new(name) { Description = description };

    // The API says what else is no amount.
    internal static Argument<string> Grains()
    {
        var amount = new Argument<string>("AMOUNT") { Description = "How much, in grain, as in 12.5." };
        amount.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && decimal.TryParse(token.Value, Form, CultureInfo.InvariantCulture, out var grain)
                && grain <= 0)
                given.AddError($"AMOUNT must be more than 0, not '{token.Value}'");
        });
        return amount;
    }

    internal static Option<string?> Memo() => Ask.For<string>("--memo", "What for.");

    internal static Option<string?> Id() =>
        Ask.For<string>("--id", "The id of an earlier try: under it this counts once, however often it is sent.");
}
