using System.CommandLine;
using Grain.Functions.Distributions;

// Without arguments the executable serves (the Functions host starts it so); with arguments it is the command line.
var commands = new RootCommand("Grain recognises contributions: grants, cred and grain for a community.");
commands.Add(AllocateCommand.Create());
return await commands.Parse(args).InvokeAsync();
