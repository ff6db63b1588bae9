using System.CommandLine;

// Without arguments the executable serves (the Functions host starts it so); with arguments it is the command line.
var commands = new RootCommand("Grain recognises contributions: grants, cred and grain for a community.");
return await commands.Parse(args).InvokeAsync();
