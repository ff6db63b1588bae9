using Grain.Functions.Accounts;
using Grain.Functions.Activity;
using Grain.Functions.Activity.Reads;
using Grain.Functions.Credits;
using Grain.Functions.Epochs;
using Grain.Functions.Explanations;
using Grain.Functions.Grants;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Identities;
using Grain.Functions.Leaderboards;
using Grain.Functions.Scores;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks;
using Grain.Functions.WhatIf;

namespace Grain.Functions;

/// <summary>What the API document says of every function that callers reach over HTTP: all slices' descriptions, in one place.</summary>
internal static class ApiOperations
{
    /// <summary>By the names of the functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> All { get; } = new[]
    {
        SpacesDescription.Functions,
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
