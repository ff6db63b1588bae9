using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Epochs;
using Grain.Functions.Reads.Explanations;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Leaderboards;
using Grain.Functions.Ledgers.Scores;
using Grain.Functions.Webhooks;
using Grain.Functions.Reads.WhatIf;

namespace Grain.Functions;

/// <summary>What the API document says of every function that callers reach over HTTP: all slices' descriptions, in one place.</summary>
internal static class ApiOperations
{
    /// <summary>By the names of the functions.</summary>
    /// <param name="form">What configurations look like.</param>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> All(ConfigForm form) => new[]
    {
        SpacesDescription.Functions(form),
        GrantsDescription.Functions,
        ScoresDescription.Functions,
        WebhooksDescription.Functions,
        TasksDescription.Functions,
        CreditsDescription.Functions,
        IdentitiesDescription.Functions,
        AccountsDescription.Functions,
        PayoutsDescription.Functions,
        EpochsDescription.Functions,
        ExplanationsDescription.Functions,
        WhatIfDescription.Functions,
        LeaderboardsDescription.Functions,
        ActivityDescription.Functions,
        ActivityReadsDescription.Functions,
        OperationsDescription.Functions,
    }.SelectMany(slice => slice).ToDictionary(StringComparer.Ordinal);
}
