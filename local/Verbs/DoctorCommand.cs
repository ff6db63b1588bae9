using Grain.Local.Doctor;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>doctor [--storage S]</c>: looks at settings, storage, queues and spaces, and says what is wrong and what to do about it. 0 if nothing
/// is, 1 if something is.
/// </summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var storage = Ask.For<string>("--storage",
            $"Connection string of the storage to look at; by default that of a running ./grain serve, or {CommandScope.StorageSetting}.");
        storage.HelpName = "CONNECTIONSTRING";
        var json = Ask.For<bool>("--json", "Prints what was found as JSON.");
        var command = new Command("doctor",
            "Looks at settings, storage, queues and spaces, and says what is wrong and what to do. It writes a row, a message and a blob, "
                + "and takes them away again.")
        {
            storage, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                var examination = new Examination(Settings(parsed.GetValue(storage)), TimeProvider.System);
                return await TellAsync(examination.RunAsync(cancellation), parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            }
            catch (Exception fault) when (Faults.IsTold(fault))
            {
                return Faults.Tell(parsed, fault);
            }
        });
        return command;
    }

    /// <summary>Prints each finding when it is there.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> TellAsync(IAsyncEnumerable<Finding> findings, TextWriter output, bool asJson)
    {
        var all = new List<Finding>();
        await foreach (var found in findings)
        {
            all.Add(found);
            if (asJson) continue;
            await output.WriteLineAsync(Plain.Text($"{found.Kind,-6} {found.About,-9} {found.Text}"));
            if (found.Cure is { } cure) await output.WriteLineAsync(Plain.Text($"{"",16} → {cure}"));
        }

        var faults = all.Count(found => found.IsFault);
        if (asJson) await output.WriteLineAsync(JsonSerializer.Serialize(all, FindingJson.Default.IReadOnlyListFinding));
        else await output.WriteLineAsync(faults == 0 ? "Nothing is wrong." : $"{Shown.Count(faults, "fault")}.");
        return faults == 0 ? 0 : Faults.Failed;
    }

    private static IConfigurationRoot Settings(string? storage)
    {
        var builder = new ConfigurationBuilder().AddConfiguration(AppConfiguration.Read(Directory.GetCurrentDirectory()));
        if (storage is not null) builder.AddInMemoryCollection([new(CommandScope.StorageSetting, storage)]);
        return builder.Build();
    }
}
