using Grain.Functions;
using Grain.Functions.Hosting;

return await GrainHost.RunAsync(Slices.AddTo, Slices.MapTo);
