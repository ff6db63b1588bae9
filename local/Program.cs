using System.CommandLine;
using Grain.Local;
using Grain.Local.Demo;

var commands = new RootCommand("Grain on a laptop: try it, serve it, package it. Called by ./grain.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    PackageCommand.Create(),
};

// After Ctrl-C: the app may finish what it is at, then the emulator writes what it holds.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45) };
return await commands.Parse(args).InvokeAsync(invocation);
