using System.Text.Json.Serialization;
using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Tests.Distributions;

/// <summary>Shows that what a configuration keeps can be serialised without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GrainAmount))]
internal sealed partial class DistributionTestJson : JsonSerializerContext;
