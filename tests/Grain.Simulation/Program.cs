using System.CommandLine;
using Grain.Simulation.Reports;
using Grain.Simulation.Running;

const int WrongUsage = 2;

// Who ends it is told what was run until then: a run is not broken off.
var whole = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
Conductor.TakeThePool();
var command = SimulateCommand.Create();
var parsed = command.Parse(args);
var exitCode = await Task.Run(() => parsed.InvokeAsync(whole));
return parsed.Errors.Count > 0 ? WrongUsage : exitCode;
