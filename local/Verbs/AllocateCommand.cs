using Grain.Functions.Cred.Distributions;
using Grain.Local.Allocations;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>allocate FILE</c>: computes one allocation from a JSON file and prints it as JSON. A fault is printed as
/// <c>{"error":{"kind","message"}}</c>, also on standard output, with exit code 2.
/// </summary>
internal static class AllocateCommand
{
    private const int FaultExitCode = 2;

    internal static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description =
            "JSON with policy, effectiveTimestamp, intervals and identities, or a document that has these as \"input\"."
        };
        var command = new Command("allocate", "Splits a budget among participants by one policy and prints the receipts as JSON.") { file };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            try
            {
                output.WriteLine(AllocationJson.Write(Allocate(parsed.GetRequiredValue(file))));
                return 0;
            }
            catch (DistributionException fault)
            {
                output.WriteLine(AllocationJson.WriteFault(fault));
                return FaultExitCode;
            }
        });
        return command;
    }

    /// <exception cref="DistributionException">Whatever is wrong with the file or what it asks for.</exception>
    private static Allocation Allocate(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var asked = AllocationCase.Read(document.RootElement);
            return asked.Policy.Allocate(asked.Budget, asked.View);
        }
        catch (JsonException fault)
        {
            throw new DistributionException(DistributionFault.MalformedInput, $"{file} is not valid JSON: {fault.Message}");
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
