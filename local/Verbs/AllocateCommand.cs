using System.Text.Encodings.Web;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Grain.Local.Allocations;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>allocate FILE</c>: computes one allocation from a JSON file and prints it as JSON. A fault is printed as
/// <c>{"error":{"kind","message"}}</c>, also on standard output, with exit code 2.
/// </summary>
internal static class AllocateCommand
{
    // Nothing here is put into a web page, so names and quotes may stay as they are.
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    internal static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "JSON with policy, effectiveTimestamp, intervals and identities, or a document that has these as \"input\".",
        };
        var command = new Command("allocate", "Splits a budget among participants by one policy and prints the receipts as JSON.") { file };
        command.SetAction(parsed =>
        {
            var (answer, exitCode) = Answer(parsed.GetRequiredValue(file));
            parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(answer, Readable));
            return exitCode;
        });
        return command;
    }

    private static (object Answer, int ExitCode) Answer(string file)
    {
        try
        {
            var allocation = Allocate(file);
            var receipts = allocation.Receipts.Select(receipt => new { id = receipt.ParticipantId, amount = receipt.Amount.ToString() });
            return (new { receipts, total = allocation.Budget.ToString(), scores = allocation.Scores }, 0);
        }
        catch (DistributionException fault)
        {
            return (new { error = new { kind = fault.Kind, message = fault.Message } }, Faults.WrongUsage);
        }
    }

    /// <exception cref="DistributionException">Whatever is wrong with the file or what it asks for.</exception>
    private static Allocation Allocate(string file)
    {
        try
        {
            using var document = SentJson.Parse(JsonFile.Read(file));
            var asked = AllocationCase.Read(new SentValue(document.RootElement, new FaultList()));
            return asked.Policy.Allocate(asked.Budget, asked.View);
        }
        catch (SentException fault)
        {
            throw new DistributionException(DistributionFault.MalformedInput, $"{file} is not valid JSON: {fault.Place}: {fault.Message}");
        }
        catch (OverflowException fault)
        {
            throw new DistributionException(DistributionFault.AmountOutOfRange, fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DistributionException(DistributionFault.FileNotReadable, fault.Message);
        }
    }
}
