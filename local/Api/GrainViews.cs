namespace Grain.Local.Api;

// What the API answers of grain, as far as verbs print it. Amounts of grain are texts, in whole grain.

/// <summary>The grain of a space.</summary>
internal sealed record TokenView(string SupplyGrain);

/// <summary>What became of a mint or transfer.</summary>
internal sealed record MoveView(string Id, string State);

/// <summary>Where a hold stands.</summary>
internal sealed record HoldView(
    string Id, string State, string From, string LeftGrain, string CommittedGrain, string ReleasedGrain, DateTimeOffset ExpiresAt);

/// <summary>Open holds.</summary>
internal sealed record HoldsView(IReadOnlyList<OpenHoldView> Holds);

/// <summary>An open hold.</summary>
internal sealed record OpenHoldView(string Id, string From, string LeftGrain, DateTimeOffset ExpiresAt, string? To = null);

/// <summary>What became of a commit.</summary>
internal sealed record CommitView(string State, string Account, string AmountGrain);

/// <summary>What distributions paid.</summary>
internal sealed record PayoutsView(IReadOnlyList<PayoutView> Payouts, long AsOf = 0, string? TotalGrain = null, int WithoutAddress = 0,
    int OnOtherChains = 0);

/// <summary>A payment.</summary>
internal sealed record PayoutView(string Distribution, string Identity, string Name, bool Executed, string? AmountGrain = null,
    string? Address = null, string? Fault = null);
