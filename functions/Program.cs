using System.CommandLine;
using Grain.Functions.CredRank;

// Without arguments the executable serves (the Functions host starts it so); with arguments it is the command line.
var commands = new RootCommand("Grain recognises contributions: grants, cred and grain for a community.");
commands.Subcommands.Add(CredRankCommand.Create());
return await commands.Parse(args).InvokeAsync();
