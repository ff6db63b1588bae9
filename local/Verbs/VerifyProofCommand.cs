using Grain.Local.Proofs;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>verify-proof</c>: checks a proof that a space gave, by nothing but what is in it and what is known from elsewhere. It asks for no key
/// and reads no storage.
/// </summary>
internal static class VerifyProofCommand
{
    private const int NotProven = 1;
    private const int BytesMax = 16_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var source = new Argument<string>("proof") { Description = "A file, or the address of a proof of a public space." };
        var key = Ask.For<string>("--key", "The public key that you know the space by: 64 hexadecimal digits.");
        var checkpoint = Ask.For<string>("--checkpoint", "The hash of the checkpoint, as you know it from elsewhere.");
        var statement = Ask.For<string>("--statement", "A file with the epoch's statement, to be held against the checkpoint.");
        var command = new Command("verify-proof", "Checks a proof of a grant, a payment, an account, or of a log's history.")
        {
            source, key, checkpoint, statement,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var configuration = parsed.InvocationConfiguration;
            try
            {
                var known = new KnownElsewhere(parsed.GetValue(key), parsed.GetValue(checkpoint),
                    parsed.GetValue(statement) is { } file ? await File.ReadAllBytesAsync(file, cancellation) : null);
                using var proof = JsonDocument.Parse(await ReadAsync(parsed.GetRequiredValue(source), cancellation),
                    new JsonDocumentOptions { AllowDuplicateProperties = false });
                foreach (var line in ProofCheck.Run(proof.RootElement, known)) await configuration.Output.WriteLineAsync(line);
                return 0;
            }
            catch (Exception fault) when (fault is ProofFault or JsonException or IOException or UnauthorizedAccessException
                or HttpRequestException or TaskCanceledException)
            {
                await configuration.Error.WriteLineAsync($"NOT PROVEN: {fault.Message}");
                return NotProven;
            }
        });
        return command;
    }

    private static async Task<byte[]> ReadAsync(string source, CancellationToken cancellation)
    {
        if (!Ask.IsAddress(source)) return await File.ReadAllBytesAsync(source, cancellation);
        using var http = new HttpClient { Timeout = Patience, MaxResponseContentBufferSize = BytesMax };
        return await http.GetByteArrayAsync(new Uri(source), cancellation);
    }
}
