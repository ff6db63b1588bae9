using System.CommandLine;
using Grain.Functions;
using Grain.Functions.CredRank;
using Grain.Functions.Distributions;
using Grain.Functions.Failures;
using Grain.Functions.Hosting;

// Without arguments the executable serves (the Functions host starts it so); with arguments it is the command line.
if (args.Length == 0) return await GrainHost.RunAsync(Slices.AddTo, Slices.MapTo);

var commands = new RootCommand("Grain recognises contributions: grants, cred and grain for a community.")
{
    CredRankCommand.Create(),
    AllocateCommand.Create(),
    PoisonCommand.Create(),
};
return await commands.Parse(args).InvokeAsync();
