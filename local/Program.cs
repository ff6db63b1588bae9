using Grain.Local;
using Grain.Local.Demo;
using Grain.Local.Verbs;

const int WrongUsage = 2;

var commands = new RootCommand("Grain recognises contributions: grants, cred and grain for a community.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    PackageCommand.Create(),
    CredRankCommand.Create(),
    AllocateCommand.Create(),
    VerifyCommand.Create(),
    ExportCommand.Create(),
    ImportCommand.Create(),
    PoisonCommand.Create(),
    ExplainCommand.Create(),
    WhatIfCommand.Create(),
    BackfillCommand.Create(),
    WebhookSendCommand.Create(),
};
commands.HelpName = "./grain";

// After Ctrl-C: the app may finish what it is at, then the emulator writes what it holds.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45) };
var parsed = commands.Parse(args);
var exitCode = await parsed.InvokeAsync(invocation);
return parsed.Errors.Count > 0 ? WrongUsage : exitCode;
