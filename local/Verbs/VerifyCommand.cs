using Azure;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Verification;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>verify [--space S]</c>: proves everything that is stored of a space from the ground up: every running total, every hash
/// chain, used keys and reservations. With <c>--epoch E</c> it computes that closed epoch again and nothing else. Prints a line
/// for each check; with a fault, says exactly which, and exits with 1.
/// </summary>
internal static class VerifyCommand
{
    internal static Command Create()
    {
        var space = Ask.For<string>("--space", $"The space to verify; by default ${AppOptions.SpaceVariable}, or all.");
        var epoch = Ask.For<string>("--epoch", "Only this closed epoch of one space: computed again, byte for byte.");
        var command =
            new Command("verify", "Proves the ledgers of a space: totals, hash chains, used keys and reservations.") { space, epoch };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            using var telemetry = TelemetryExport.Measure(scope.Get<IConfiguration>());
            var (faulty, id) = (false, parsed.GetValue(epoch));
            var name = parsed.GetValue(space) ?? SpaceChoice.Usual;
            if (name is not null || id is not null)
                return await VerifyAsync(scope, await scope.FindSpaceAsync(name, cancellation), id, cancellation) ? 0 : Faults.Failed;
            await foreach (var each in scope.SpacesAsync(cancellation, SpaceState.Active, SpaceState.Archived))
                faulty |= each.Fault is { } fault ? !await TellAsync(scope, each.Name, "space", new("", $"its row cannot be read: {fault}"))
                    : await scope.Get<SpaceDirectory>().FindAsync(each.Name, fresh: true, cancellation) is { } found
                        && !await VerifyAsync(scope, found, null, cancellation);
            return faulty ? Faults.Failed : 0;
        }));
        return command;
    }

    private static async Task<bool> VerifyAsync(CommandScope scope, Space space, string? epoch, CancellationToken cancellation)
    {
        var isWhole = true;
        foreach (var check in scope.GetAll<LedgerCheck>())
        {
            if (epoch is not null && check.RunOneAsync is null) continue;
            var result = await LedgerCheckResult.OfAsync(() => RunAsync(check, space, epoch, cancellation));
            isWhole &= await TellAsync(scope, space.Name, check.Name, result);
        }

        return isWhole;
    }

    private static async Task<bool> TellAsync(CommandScope scope, string space, string check, LedgerCheckResult result)
    {
        Measures.Verifications.Count(result.Fault is null ? "sound" : "broken");
        await scope.Output.WriteLineAsync(Plain.Lines(result.Fault is null
            ? $"{space}: {check}: ok, {result.Summary}"
            : $"{space}: {check}: FAULT: {result.Fault}"));
        return result.Fault is null;
    }

    /// <summary>What cannot be read is a fault of that check, and the others still run; without storage there is nothing to tell.</summary>
    private static async Task<LedgerCheckResult> RunAsync(LedgerCheck check, Space space, string? epoch, CancellationToken cancellation)
    {
        try
        {
            return epoch is null ? await check.RunAsync(space, cancellation) : await check.RunOneAsync!(space, epoch, cancellation);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or RequestFailedException or CommandException))
        {
            return new LedgerCheckResult("", $"what is stored cannot be read: {fault.Message}");
        }
    }
}
