namespace Grain.Local.Api;

// What the API answers of epochs, as far as verbs print it. Amounts of grain are texts, in whole grain.

/// <summary>The epochs of a space.</summary>
internal sealed record EpochsView(IReadOnlyList<EpochView> Epochs, string? SupplyGrain = null, string? Due = null, int Remaining = 0,
    string? Running = null, DateTimeOffset? NextEnd = null);

/// <summary>An epoch; what it hands out only where one is asked for.</summary>
internal sealed record EpochView(
    string Id, DateTimeOffset Start, DateTimeOffset End, string Stage, string? Statement = null, string? Error = null,
    DateTimeOffset? NextAttemptAt = null, IReadOnlyList<NoteView>? Notes = null, EpochAmountsView? Amounts = null);

/// <summary>What an epoch hands out.</summary>
internal sealed record EpochAmountsView(int Recipients, string? BudgetGrain = null, string? PaidGrain = null,
    string? CarriedOverGrain = null);

/// <summary>A page of what an epoch pays.</summary>
internal sealed record PaymentsView(
    string Epoch, string Stage, IReadOnlyList<EpochPaymentView> Payments, string? PaidGrain = null, long? Next = null);

/// <summary>What an epoch pays somebody.</summary>
internal sealed record EpochPaymentView(string Account, SplitView Split, string? AmountGrain = null, string? Name = null);

/// <summary>What each policy gives of a payment, in words.</summary>
internal sealed record SplitView(string Text);

/// <summary>What is to be said of an epoch.</summary>
internal sealed record NoteView(string Code, string Text, string? Cure = null);
