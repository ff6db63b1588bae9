using Grain.Simulation.Reports;
using Grain.Simulation.Running;

const int WrongUsage = 2;

Conductor.TakeThePool();
var command = SimulateCommand.Create();
var parsed = command.Parse(args);
var exitCode = await Task.Run(() => parsed.InvokeAsync());
return parsed.Errors.Count > 0 ? WrongUsage : exitCode;
