using System.CommandLine;
using Grain.Functions.Hosting;

// Without arguments the executable serves (the Functions host starts it so); with arguments it is the command line.
return args.Length > 0 ? await CommandLineAsync(args) : await GrainHost.RunAsync(AddServices, MapFunctions);

static void AddServices(WebApplicationBuilder builder)
{
}

static void MapFunctions(WebApplication app)
{
}

static Task<int> CommandLineAsync(string[] args)
{
    var commands = new RootCommand("Grain recognises contributions: grants, cred and grain for a community.");
    return commands.Parse(args).InvokeAsync();
}
