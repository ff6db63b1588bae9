using Grain.Functions;
using Grain.Functions.Health;
using Microsoft.Extensions.Options;

// The Functions host starts this and calls it over gRPC; on a laptop ./grain serve stands in for the host.
try
{
    await GrainWorker.Build(args, builder => builder.Services.AddHostedService<FormatsAtStart>()).RunAsync();
    return 0;
}
catch (Exception fault)
{
    var ofSettings =
        fault is SettingsException or OptionsValidationException || fault.Source == "Microsoft.Extensions.Configuration.Binder";
    await Console.Error.WriteLineAsync(Redaction.Apply("grain: cannot run: "
        + (ofSettings ? fault.Message : fault.ToString().ReplaceLineEndings(" | "))));
    return 1;
}
