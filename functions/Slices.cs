using Grain.Functions.Accounts;
using Grain.Functions.Activity;
using Grain.Functions.Credits;
using Grain.Functions.Epochs;
using Grain.Functions.Explanations;
using Grain.Functions.Failures;
using Grain.Functions.Grants;
using Grain.Functions.Identities;
using Grain.Functions.Leaderboards;
using Grain.Functions.Scores;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks;
using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.WhatIf;

namespace Grain.Functions;

/// <summary>The table of contents: every slice with what it adds to the app.</summary>
internal static class Slices
{
    /// <summary>What the slices need, with a server or without one: the command line works with the same.</summary>
    public static void AddTo(IServiceCollection services) => services
        .AddFailures()
        .AddSpaces()
        .AddGrants()
        .AddScores()
        .AddWebhooks()
        .AddDeliveryLog()
        .AddCredits()
        .AddIdentities()
        .AddGrainAccounts()
        .AddEpochs()
        .AddExplanations()
        .AddWhatIf()
        .AddLeaderboards()
        .AddActivity();
}
