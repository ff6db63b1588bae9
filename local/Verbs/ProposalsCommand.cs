using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Proposals;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>propose</c> and <c>proposals list|show|approve|reject|withdraw</c>: grants that one proposes and another approves.</summary>
internal static class ProposalsCommand
{
    private const int LimitDefault = 20;

    internal static Command Propose()
    {
        var receiver = new Argument<string>("RECEIVER") { Description = "Who shall be recognised, as in github/bob." };
        var reason = Ask.For<string>("--reason", "For what; everybody can read it.");
        var points = Ask.For<decimal?>("--points", "How much.");
        var level = Ask.For<string>("--level", "How much, by a name of the space's scale.");
        var giver = Ask.For<string>("--giver", "In whose name, as in github/ada; who signs in is it themselves.");
        var id = Ask.For<string>("--id", "The id that an earlier try has told.");
        return AppVerb.InSpace("propose", "Proposes a grant for somebody; a reviewer approves it or not.",
            [receiver, reason, points, level, giver, id], async (call, cancellation) =>
            {
                var (of, _) = ManualId.Of(call.Get(id), TimeProvider.System.GetUtcNow());
                var body = new JsonObject
                {
                    ["id"] = of,
                    ["receiver"] = call.Get(receiver),
                    ["reason"] = call.Get(reason) ?? throw new UsageException("for what? --reason says it, and everybody can read it"),
                };
                if (call.Get(points) is { } number) body["points"] = number;
                if (call.Get(level) is { } name) body["level"] = name;
                if (call.Get(giver) is { } person) body["giver"] = person;
                var answer = await call.PostOnceAsync("proposals", of, body, cancellation);
                call.Show(answer, VerbJson.Default.ProposalView, proposal => call.Output.WriteLine(Plain.Text(
                    $"Proposed as {proposal.Id}: {Shown.Count(proposal.Points, "point")} for {proposal.Receiver}. "
                        + "It counts when a reviewer approves it.")));
            });
    }

    internal static Command Create() => new("proposals", "Grants that people propose and others approve.")
    {
        List(), Show(), Decide("approve", "Approves a proposal: it becomes a grant."), Decide("reject", "Turns a proposal down."),
        Withdraw(),
    };

    private static Command List()
    {
        var state = Ask.Or("--state", ProposalStates.Open, "Which.");
        state.AcceptOnlyFromAmong(ProposalStates.All);
        var limit = Ask.Number("--limit", LimitDefault, 1, ProposalsFunctions.PageMax, "How many to show.");
        return AppVerb.InSpace("list", "Lists proposals: open ones oldest first, others newest first.", [state, limit],
            async (call, cancellation) => call.Show(await call.GetAsync("proposals"
                + ApiQuery.Of(("state", call.Get(state)), ("limit", $"{call.Get(limit)}")), cancellation),
                VerbJson.Default.ProposalsView, list =>
                {
                    if (list.Proposals.Count == 0) call.Output.WriteLine($"No proposal is {call.Get(state)}.");
                    else TextTable.Write(call.Output, list.Proposals, ("Proposal", row => row.Id),
                        ("On", row => $"{row.DecidedAt ?? row.ProposedAt:yyyy-MM-dd}"), ("From", row => row.Giver),
                        ("For", row => row.Receiver), ("#Points", row => Shown.Of(row.Points)), ("Reviewer", row => row.Reviewer),
                        ("Reason", row => row.Reason));
                    if (list.Next is not null) call.Output.WriteLine("There are more; --limit shows them.");
                }));
    }

    private static Command Show()
    {
        var id = Id();
        return AppVerb.InSpace("show", "Shows a proposal.", [id], async (call, cancellation) =>
            Write(call, await call.GetAsync($"proposals/{Uri.EscapeDataString(call.Get(id))}", cancellation)));
    }

    private static Command Decide(string verb, string description)
    {
        var id = Id();
        var reviewer = Ask.For<string>("--reviewer", "In whose name, as in github/cem; who signs in is it themselves.");
        var remark = Ask.For<string>("--remark", "What to say to it.");
        return AppVerb.InSpace(verb, description, [id, reviewer, remark], async (call, cancellation) =>
        {
            var body = new JsonObject();
            if (call.Get(reviewer) is { } person) body["reviewer"] = person;
            if (call.Get(remark) is { } text) body["remark"] = text;
            Write(call, await call.PostAsync($"proposals/{Uri.EscapeDataString(call.Get(id))}/{verb}", body, cancellation));
        });
    }

    private static Command Withdraw()
    {
        var id = Id();
        return AppVerb.InSpace("withdraw", "Takes a proposal back, for who made it or a steward.", [id], async (call, cancellation) =>
            Write(call, await call.SendAsync(
                HttpMethod.Post, $"proposals/{Uri.EscapeDataString(call.Get(id))}/withdraw", null, cancellation)));
    }

    private static Argument<string> Id() => new("PROPOSAL") { Description = "Its id, as ./grain proposals list shows it." };

    private static void Write(AppCall call, HttpAnswer answer) => call.Show(answer, VerbJson.Default.ProposalView, proposal =>
    {
        void Line(string title, string? text)
        {
            if (!string.IsNullOrEmpty(text)) call.Output.WriteLine($"  {title,-9} {Plain.Text(text)}");
        }

        call.Output.WriteLine(Plain.Text($"{proposal.Id} is {proposal.State}"));
        Line("from", proposal.Giver);
        Line("for", proposal.Receiver);
        Line("points", $"{Shown.Of(proposal.Points)}{(proposal.Level is { } level ? $" ({level})" : "")}");
        Line("reason", proposal.Reason);
        Line("reviewer", proposal.Reviewer);
        Line("remark", proposal.Remark);
        Line("grant", proposal.GrantId);
    });
}
