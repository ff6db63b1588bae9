
namespace Grain.Functions.Webhooks.Reading;

/// <summary>A part of a payload that cannot be done without is missing or is not what it should be.</summary>
/// <remarks>Never leaves <see cref="Payload.Read"/>, which turns it into an outcome.</remarks>
internal sealed class PayloadException(string path, string fault) : Exception($"{path} {fault}")
{
    /// <summary>What is wrong, and where.</summary>
    public Fault Fault { get; } = new(path, fault);
}
