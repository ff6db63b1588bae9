using System.CommandLine;
using Grain.Functions;
using Grain.Functions.CredRank.Files;
using Grain.Functions.Distributions;
using Grain.Functions.Explanations;
using Grain.Functions.Failures;
using Grain.Functions.Grants;
using Grain.Functions.Histories;
using Grain.Functions.Hosting;
using Grain.Functions.Verification;
using Grain.Functions.Webhooks;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.WhatIf;

const int WrongUsage = 2;

// Without arguments the executable serves (the Functions host starts it so); with arguments it is the command line.
if (args.Length == 0) return await GrainHost.RunAsync(Slices.AddTo, Slices.MapTo);

var import = GrantFileCommands.CreateImport(Slices.AddTo);
import.Subcommands.Add(GitImportCommand.Create(Slices.AddTo));

var commands = new RootCommand("Grain recognises contributions: grants, cred and grain for a community.")
{
    CredRankCommand.Create(what => new Progress(Console.Error, TimeProvider.System, what).Report),
    AllocateCommand.Create(),
    VerifyCommand.Create(Slices.AddTo),
    GrantFileCommands.CreateExport(Slices.AddTo),
    import,
    PoisonCommand.Create(),
    ExplainCommand.Create(Slices.AddTo),
    WhatIfCommand.Create(Slices.AddTo),
    BackfillCommand.Create(),
    WebhookSendCommand.Create(Slices.AddTo),
};
commands.HelpName = "./grain";
var parsed = commands.Parse(args);
var exitCode = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? WrongUsage : exitCode;
