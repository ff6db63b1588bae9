using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>epochs payments EPOCH</c>: whom an epoch pays, and what each policy gives of it.</summary>
internal static class EpochPaymentsCommand
{
    private const int LimitDefault = 100;
    private const int LimitMax = 1000;

    internal static Command Create()
    {
        var epoch = new Argument<string>("EPOCH") { Description = "The epoch's id, as in 2026-11-15." };
        var limit = Ask.Number("--limit", LimitDefault, 1, LimitMax, "How many people to show.");
        var after = Ask.Number("--after", 0, 0, int.MaxValue, "How many people to pass over.");
        return AppVerb.InSpace("payments", "Shows whom an epoch pays, and what each policy gives of it.", [epoch, limit, after],
            async (call, cancellation) =>
            {
                var query = ApiQuery.Of(("limit", $"{call.Get(limit)}"), ("after", $"{call.Get(after)}"));
                call.Show(await call.GetAsync($"epochs/{Uri.EscapeDataString(call.Get(epoch))}/payments{query}", cancellation),
                    VerbJson.Default.PaymentsView, page => Write(page, call.Output));
            });
    }

    private static void Write(PaymentsView page, TextWriter output)
    {
        if (page.Payments.Count > 0)
            TextTable.Write(output, page.Payments, ("Account", payment => payment.Account), ("Name", payment => payment.Name),
                ("#Grain", payment => Amount.Of(payment.AmountGrain)), ("Of which", payment => payment.Split.Text));
        output.WriteLine($"The epoch {page.Epoch} {(page.Stage == "Closed" ? "paid" : "pays")} {Amount.Of(page.PaidGrain)} grain.");
        if (page.Next is { } next) output.WriteLine($"There are more: --after {next}");
    }
}
