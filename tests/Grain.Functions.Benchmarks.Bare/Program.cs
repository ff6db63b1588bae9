using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

// What Grain's start, answers and memory are measured against: an isolated worker with nothing in it.
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
await builder.Build().RunAsync();
