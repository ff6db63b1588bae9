namespace Grain.Functions.Tests.Hosting;

/// <summary>An app root in a temporary folder, with the functions that a test wants.</summary>
internal sealed class TestAppRoot : IDisposable
{
    public const string Health = """{"bindings":[{"type":"httpTrigger","direction":"in","name":"req","authLevel":"anonymous","methods":["get"],"route":"health/{*check}"},{"type":"http","direction":"out","name":"res"}]}""";

    public TestAppRoot(params (string Name, string Manifest)[] functions)
    {
        Folder = Directory.CreateTempSubdirectory("grain-root-").FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "host.json"), Path.Combine(Folder, "host.json"));
        foreach (var (name, manifest) in functions.Append(("Health", Health)))
        {
            Directory.CreateDirectory(Path.Combine(Folder, name));
            File.WriteAllText(Path.Combine(Folder, name, "function.json"), manifest);
        }
    }

    public string Folder { get; }

    public static string Queue(string queueName) =>
        $$"""{"bindings":[{"type":"queueTrigger","direction":"in","name":"item","queueName":"{{queueName}}","connection":"AzureWebJobsStorage"}]}""";

    public static string Timer(string schedule, bool runOnStartup = false, bool useMonitor = true) =>
        $$"""{"bindings":[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"{{schedule}}","runOnStartup":{{(runOnStartup ? "true" : "false")}},"useMonitor":{{(useMonitor ? "true" : "false")}}}]}""";

    public static string Http(string route, params string[] methods)
    {
        var list = methods.Length == 0 ? "" : $",\"methods\":[{string.Join(',', methods.Select(method => $"\"{method}\""))}]";
        return $$"""{"bindings":[{"type":"httpTrigger","direction":"in","name":"req","route":"{{route}}"{{list}}},{"type":"http","direction":"out","name":"res"}]}""";
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
