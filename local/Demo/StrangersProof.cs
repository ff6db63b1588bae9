using CliWrap;
using CliWrap.Buffered;

namespace Grain.Local.Demo;

/// <summary>
/// What a stranger does: gets the proof of a payment without a key, and checks it in another folder with a script that knows nothing of
/// Grain; and the same proof with another amount.
/// </summary>
/// <param name="house">Where it is served.</param>
/// <param name="script">The script, of which a copy is taken.</param>
/// <param name="space">The space, which is public.</param>
internal sealed class StrangersProof(DemoHouse house, string script, string space)
{
    private const string Claim =
        "A stranger's script, in another folder and without a key, takes the proof of a payment and no other amount";

    /// <summary>Does it.</summary>
    public async Task<Proof> RunAsync(IReadOnlyList<ClosedEpoch> epochs, CancellationToken cancellation)
    {
        if (epochs.LastOrDefault(epoch => epoch.Statement.Payments.Count > 0) is not { } paid)
            return new Proof(Claim, "nobody was paid", "there is nothing to prove");
        var payment = paid.Statement.Payments[0];
        using var http = new HttpClient { BaseAddress = house.Host.Address };
        var path = $"api/spaces/{space}/epochs/{paid.Row.Id}/proofs/payment?id={Uri.EscapeDataString(payment.ParticipantId)}";
        var proof = await http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation);
        var folder = Directory.CreateTempSubdirectory("grain-stranger-");
        try
        {
            File.Copy(script, Path.Combine(folder.FullName, "verify-proof.mjs"));
            var taken = await CheckAsync(folder, "proof.json", proof, cancellation);
            var other = proof.Replace(payment.Amount, payment.Amount + "0", StringComparison.Ordinal);
            var forged = await CheckAsync(folder, "forged.json", other, cancellation);
            return new Proof(Claim, $"{payment.ParticipantId} in {paid.Row.Id}",
                taken.ExitCode != 0 ? taken.StandardError.Trim() : forged.ExitCode == 0 ? "another amount was taken, too" : null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<BufferedCommandResult> CheckAsync(
        DirectoryInfo folder, string name, string proof, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), proof, cancellation);
        return await Cli.Wrap("node").WithArguments(["verify-proof.mjs", name]).WithWorkingDirectory(folder.FullName)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellation);
    }
}
