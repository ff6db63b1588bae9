using System.CommandLine;
using Grain.Functions.Accounts;
using Grain.Functions.Credits;
using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Grants;
using Grain.Functions.Hosting;
using Grain.Functions.Leaderboards;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks;

// Without arguments the executable serves (the Functions host starts it so); with arguments it is the command line.
return args.Length > 0 ? await CommandLineAsync(args) : await GrainHost.RunAsync(AddServices, MapFunctions);

static void AddServices(WebApplicationBuilder builder) => builder.Services
    .AddSpaces()
    .AddGrants()
    .AddCredits()
    .AddGrainAccounts()
    .AddEpochs();

static void MapFunctions(WebApplication app)
{
    app.MapSpaces();
    app.MapGrants();
    app.MapWebhooks();
    app.MapCredits();
    app.MapGrainAccounts();
    app.MapEpochs();
    app.MapLeaderboards();
}

static Task<int> CommandLineAsync(string[] args)
{
    var commands = new RootCommand("Grain recognises contributions: grants, cred and grain for a community.")
    {
        AllocateCommand.Create(),
    };
    return commands.Parse(args).InvokeAsync();
}
