using Grain.Functions.Accounts;
using Grain.Functions.Epochs;
using Grain.Functions.Grants;
using Grain.Functions.Identities;
using Grain.Functions.Leaderboards;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks;

namespace Grain.Functions;

/// <summary>The table of contents: every slice with what it adds to the app.</summary>
internal static class Slices
{
    public static void AddTo(WebApplicationBuilder builder) => builder.Services
        .AddSpaces()
        .AddGrants()
        .AddIdentities()
        .AddGrainAccounts()
        .AddEpochs();

    public static void MapTo(WebApplication app)
    {
        app.MapSpaces();
        app.MapGrants();
        app.MapWebhooks();
        app.MapIdentities();
        app.MapGrainAccounts();
        app.MapEpochs();
        app.MapLeaderboards();
    }
}
