using System.CommandLine;
using Grain.Functions.Accounts;
using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Grants;
using Grain.Functions.Hosting;
using Grain.Functions.Leaderboards;
using Grain.Functions.Scores;
using Grain.Functions.Spaces;
using Grain.Functions.Verification;
using Grain.Functions.Webhooks;

// Without arguments the executable serves (the Functions host starts it so); with arguments it is the command line.
return args.Length > 0 ? await CommandLineAsync(args) : await GrainHost.RunAsync(builder => AddSlices(builder.Services), MapFunctions);

static void AddSlices(IServiceCollection services) => services
    .AddSpaces()
    .AddGrants()
    .AddScores()
    .AddGrainAccounts()
    .AddEpochs()
    .AddLeaderboards();

static void MapFunctions(WebApplication app)
{
    app.MapSpaces();
    app.MapGrants();
    app.MapScores();
    app.MapWebhooks();
    app.MapGrainAccounts();
    app.MapEpochs();
    app.MapLeaderboards();
}

static async Task<int> CommandLineAsync(string[] args)
{
    const int WrongUsage = 2;
    var commands = new RootCommand("Grain recognises contributions: grants, cred and grain for a community.")
    {
        AllocateCommand.Create(),
        VerifyCommand.Create(AddSlices),
        GrantFileCommands.CreateExport(AddSlices),
        GrantFileCommands.CreateImport(AddSlices),
    };
    var parsed = commands.Parse(args);
    var exitCode = await parsed.InvokeAsync();
    return parsed.Errors.Count > 0 ? WrongUsage : exitCode;
}
