using Grain.Functions;
using Grain.Functions.Health;

namespace Grain.Local.Verbs;

/// <summary><c>grain poison show ID</c>: all that a message says that was put aside.</summary>
internal static class PoisonShow
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The message's id, as poison list shows it." };
        var command = new Command("show", "Shows a message whole, and why it failed.") { id };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var wanted = parsed.GetRequiredValue(id);
            foreach (var queue in Queues.All)
                if (await scope.Get<PoisonMessages>().FindAsync(queue, wanted, cancellation) is { } found)
                {
                    await WriteAsync(scope.Output, found);
                    return 0;
                }

            throw new CommandException($"no poison queue has a message {wanted}, or somebody else has taken it just now");
        }));
        return command;
    }

    private static async Task WriteAsync(TextWriter output, PoisonMessage message)
    {
        await output.WriteLineAsync($"queue:  {message.Queue}");
        await output.WriteLineAsync($"since:  {message.PutAsideAt:yyyy-MM-dd HH:mm:ss}Z");
        await output.WriteLineAsync(Plain.Lines($"reason: {message.Reason}"));
        await output.WriteLineAsync(Plain.Lines(message.Text));
    }
}
