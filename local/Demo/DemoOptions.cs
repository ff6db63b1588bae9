namespace Grain.Local.Demo;

/// <summary>How the demo runs.</summary>
internal sealed record DemoOptions
{
    /// <summary>The space that it makes.</summary>
    public string Space { get; init; } = "octokit-demo";

    /// <summary>Kill the app in the middle of posting and start it again: the end must be the same.</summary>
    public bool Chaos { get; init; }

    /// <summary>Deliveries posted at once.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>Of the deliveries, every how many-th is sent a second time.</summary>
    public int RedeliverEvery { get; init; } = 3;

    /// <summary>How many deliveries are sent unsigned or with a wrong signature.</summary>
    public int Forged { get; init; } = 6;

    /// <summary>
    /// The examples are from 2018 to today. With epochs of a year the grain of several of them is distributed, and a look at
    /// the list tells something.
    /// </summary>
    public int EpochDays { get; init; } = 365;

    /// <summary>Before the oldest example.</summary>
    public string FirstEpoch { get; init; } = "2018-01-01T00:00:00Z";

    /// <summary>Whole grain to distribute each epoch.</summary>
    public int BudgetPerEpoch { get; init; } = 1000;

    /// <summary>Decimal places of the demo's grain.</summary>
    public int Decimals { get; init; } = 18;
}
