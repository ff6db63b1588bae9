using System.Text.Json.Nodes;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>payouts</c>: what was paid and what waits for a payment outside; <c>csv</c> to pay by, <c>executed</c> when it is.</summary>
internal static class PayoutsCommand
{
    private const string AsOfHeader = "Grain-Payouts-As-Of";
    private const string WithoutAddressHeader = "Grain-Payouts-Without-Address";

    internal static Command Create()
    {
        var all = Ask.For<bool>("--all", "Those that are executed, too.");
        var (from, to) = Bounds();
        var payouts = AppVerb.InSpace("payouts", "Lists what is to be paid, and to whom; csv makes a file, executed marks it as paid.",
            [all, from, to], async (call, cancellation) => call.Show(await call.GetAsync("grain/payouts" + ApiQuery.Of(
                ("open", call.Get(all) ? null : "true"), ("from", call.Get(from)), ("to", call.Get(to))), cancellation),
                VerbJson.Default.PayoutsView, list => Write(list, call.Output)));
        payouts.Add(Csv());
        payouts.Add(Executed());
        return payouts;
    }

    private static void Write(PayoutsView list, TextWriter output)
    {
        if (list.Payouts.Count == 0)
        {
            output.WriteLine("Nothing waits to be paid; --all shows what was.");
            return;
        }

        TextTable.Write(output, list.Payouts, ("Of", row => row.Distribution), ("Who", row => row.Identity), ("Name", row => row.Name),
            ("#Grain", row => Amount.Of(row.AmountGrain)),
            ("Pay to", row => row.Executed ? "(paid)" : row.Fault ?? row.Address));
        output.WriteLine($"{Shown.Count(list.Payouts.Count, "payment")}, {Amount.Of(list.TotalGrain)} grain"
            + (list.WithoutAddress > 0 ? $"; without an address: {list.WithoutAddress}" : ""));
    }

    private static Command Csv()
    {
        var file = Ask.For<string>("--out", "The file to write; without it, standard output.");
        var safe = Ask.For<bool>("--safe", "In the form of Safe's CSV airdrop.");
        var chain = Ask.For<string>("--chain", "Only what is owed on this chain.");
        var all = Ask.For<bool>("--all", "What is executed, too.");
        var (from, to) = Bounds();
        return AppVerb.InSpace("csv", "Writes the payments as a table to pay by.", [file, safe, chain, all, from, to],
            async (call, cancellation) =>
            {
                var answer = await call.GetAsync("grain/payouts.csv" + ApiQuery.Of(("open", call.Get(all) ? null : "true"),
                    ("form", call.Get(safe) ? "safe" : null), ("chain", call.Get(chain)), ("from", call.Get(from)),
                    ("to", call.Get(to))), cancellation);
                if (call.Get(file) is { } path)
                    await WholeFile.WriteAsync(path, output => output.WriteAsync(answer.Body, cancellation).AsTask());
                else call.Output.Write(answer.Text);
                call.Error.WriteLine($"grain: when it is paid: ./grain payouts executed EPOCH --as-of {answer.NumberOf(AsOfHeader)}");
                if (answer.NumberOf(WithoutAddressHeader) is > 0 and var lacking)
                    call.Error.WriteLine(
                        $"grain: {Shown.Count(lacking, "payment has", "payments have")} no address: ./grain payouts shows whose");
            });
    }

    private static Command Executed()
    {
        var distribution = new Argument<string>("EPOCH") { Description = "The epoch, or the id of a special distribution." };
        var only = Ask.Several("--only", "Only the payment of this person; may be given several times.");
        var asOf = Ask.For<long?>("--as-of", "The number that csv has told: who gave an address since stays open.");
        return AppVerb.InSpace("executed", "Marks payments as paid outside of Grain; the same again changes nothing.",
            [distribution, only, asOf], async (call, cancellation) =>
            {
                var body = new JsonObject();
                if (call.Get(only) is { Length: > 0 } people)
                    body["identities"] = new JsonArray([.. people.Select(each => (JsonNode)each)]);
                if (call.Get(asOf) is { } number) body["asOf"] = number;
                var answer = await call.PostAsync("grain/payouts/executed" + ApiQuery.Of(("id", call.Get(distribution))), body,
                    cancellation);
                call.Output.WriteLine(call.AsJson ? answer.Text.TrimEnd() : $"The payments of {call.Get(distribution)} are marked as paid"
                    + (answer.NumberOf(WithoutAddressHeader) is > 0 and var open
                    ? $"; {Shown.Count(open, "without an address stays", "without an address stay")} open." : "."));
            });
    }

    private static (Option<string?> From, Option<string?> To) Bounds() =>
        (Ask.For<string>("--from", "The first epoch, as in 2026-11-15."), Ask.For<string>("--to", "The last epoch."));
}
