using Grain.Functions.Access;
using Grain.Functions.Audit;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Health;
using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Checkpoints;
using Grain.Functions.Ledgers.Activities.Api;
using Grain.Functions.Ledgers.Credits.Api;
using Grain.Functions.Ledgers.Grants.Api;
using Grain.Functions.Ledgers.Identities.Api;
using Grain.Functions.Ledgers.Proposals;
using Grain.Functions.Ledgers.Scores;
using Grain.Functions.Limits;
using Grain.Functions.Me;
using Grain.Functions.Pages;
using Grain.Functions.Reads.Explanations;
using Grain.Functions.Reads.Explanations.Epochs;
using Grain.Functions.Reads.Graphs;
using Grain.Functions.Reads.Histories;
using Grain.Functions.Reads.Images;
using Grain.Functions.Reads.Leaderboards;
using Grain.Functions.Reads.People;
using Grain.Functions.Reads.Proofs;
using Grain.Functions.Reads.Rankings;
using Grain.Functions.Reads.WhatIf;
using Grain.Functions.SourceCred;
using Grain.Functions.Webhooks;
using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Reconciling;

namespace Grain.Functions;

/// <summary>The table of contents: every slice with what it adds to the app.</summary>
internal static class Slices
{
    /// <summary>What the slices need, with a server or without one: the command line works with the same.</summary>
    public static void AddTo(IServiceCollection services) => services
        .AddFailures()
        .AddLimits()
        .AddSpaces()
        .AddAccess()
        .AddGrants()
        .AddScores()
        .AddProposals()
        .AddWebhooks()
        .AddDeliveryLog()
        .AddReconciling()
        .AddCredits()
        .AddIdentities()
        .AddGrainAccounts()
        .AddEpochs()
        .AddOpenEpochs()
        .AddCheckpoints()
        .AddProofs()
        .AddRankings()
        .AddExplanations()
        .AddCredByEpoch()
        .AddGraphs()
        .AddWhatIf()
        .AddLeaderboards()
        .AddImages()
        .AddHistories()
        .AddPeople()
        .AddSourceCred()
        .AddMe()
        .AddAudit()
        .AddActivity()
        .AddPages();
}
