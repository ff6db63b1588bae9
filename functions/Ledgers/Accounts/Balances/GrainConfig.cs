using Grain.Functions.Distributions;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>What a configuration says of grain.</summary>
public static class GrainConfig
{
    internal static ConfigSection<TokenConfig> TokenSection { get; } = new("token", 4, GrainConfigJson.Default, () => new())
    {
        Check = (config, _, _) => config.Token.Check("$.token"),
    };

    internal static ConfigSection<DistributionConfig> DistributionSection { get; } =
        new("distribution", 5, GrainConfigJson.Default, () => new())
        {
            Check = (config, _, _) => config.Distribution.Check("$.distribution", config.Token.Decimals),
        };

    extension(SpaceConfig config)
    {
        /// <summary>The token.</summary>
        public TokenConfig Token
        {
            get => config.Get(TokenSection);
            set => config.Set(TokenSection, value);
        }

        /// <summary>How much grain an epoch distributes, and by which policies.</summary>
        public DistributionConfig Distribution
        {
            get => config.Get(DistributionSection);
            set => config.Set(DistributionSection, value);
        }
    }

    extension(SpaceDirectory spaces)
    {
        /// <summary>Fixes the token's decimals, before an amount of grain is written.</summary>
        internal Task<Space> FixDecimalsAsync(Space space, CancellationToken cancellation) =>
            spaces.FixDecimalsAsync(space, config => config.Token.Decimals, cancellation);
    }
}

/// <summary>The types of the sections.</summary>
[JsonSerializable(typeof(TokenConfig))]
[JsonSerializable(typeof(DistributionConfig))]
internal sealed partial class GrainConfigJson : JsonSerializerContext;
