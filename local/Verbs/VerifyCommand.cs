using System.Runtime.CompilerServices;
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
            var spaces =
                name is null && id is null ? scope.Get<SpaceDirectory>().ListAsync(cancellation) : OneAsync(scope, name, cancellation);
            await foreach (var each in spaces)
                faulty |= !await VerifyAsync(scope, each, id, cancellation);
            return faulty ? Faults.Failed : 0;
        }));
        return command;
    }

    private static async IAsyncEnumerable<Space> OneAsync(
        CommandScope scope, string? name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await scope.FindSpaceAsync(name, cancellation);
    }

    private static async Task<bool> VerifyAsync(CommandScope scope, Space space, string? epoch, CancellationToken cancellation)
    {
        var isWhole = true;
        foreach (var check in scope.GetAll<LedgerCheck>())
        {
            if (epoch is not null && check.RunOneAsync is null) continue;
            var result = await LedgerCheckResult.OfAsync(() => RunAsync(check, space, epoch, cancellation));
            isWhole &= result.Fault is null;
            Measures.Verifications.Count(result.Fault is null ? "sound" : "broken");
            await scope.Output.WriteLineAsync(Plain.Lines(result.Fault is null
                ? $"{space.Name}: {check.Name}: ok, {result.Summary}"
                : $"{space.Name}: {check.Name}: FAULT: {result.Fault}"));
        }

        return isWhole;
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
