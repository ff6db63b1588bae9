using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Simulation.Faults;
using Grain.Simulation.Running;

namespace Grain.Simulation.Processes;

/// <summary>
/// The host's listeners: hand each message to its function at least once, in no order, sometimes while it is worked on already, and put it
/// aside after five tries.
/// </summary>
internal sealed class QueueHost(Conductor conductor, Dice dice, FaultPlan faults, Trace trace, SimulatedStorage storage,
    Func<SimulatedProcess> anyProcess, Action<string> fail)
{
    private const int TriesMax = 5;

    /// <summary>Messages that functions work on.</summary>
    public int Working { get; private set; }

    /// <summary>Something was put into a queue: it will be looked at.</summary>
    public void Sent(StorageCall call)
    {
        if (call is not { Service: "queue", Request.Method: "POST" }) return;
        var queue = call.Request.Path.Split('/')[0];
        var hidden = TimeSpan.FromSeconds(int.Parse(call.Request.Asked("visibilitytimeout") ?? "0", CultureInfo.InvariantCulture));
        if (faults.Draw(FaultKind.MessageLate, 0.1)) hidden += dice.Between(1_000, 400_000);
        if (FunctionTable.Queues.ContainsKey(queue)) conductor.After(hidden + dice.Between(1, 400), () => Look(queue));
    }

    /// <summary>How many messages lie in the queues.</summary>
    public int Count => FunctionTable.Queues.Keys.Sum(queue =>
        int.Parse(Ask("GET", queue, "?comp=metadata").Headers.TryGetValue("x-ms-approximate-messages-count", out var count) ? count : "0",
            CultureInfo.InvariantCulture));

    /// <summary>Brings back what was put aside, as an operator does.</summary>
    public void Replay()
    {
        foreach (var queue in FunctionTable.Queues.Keys)
            while (Take($"{queue}-poison", TimeSpan.FromHours(1)) is { } message)
            {
                Put(queue, message.Stored);
                Ask("DELETE", $"{queue}-poison/messages/{message.Id}", $"?popreceipt={message.Receipt}");
            }
    }

    private void Look(string queue)
    {
        var held = faults.Draw(FaultKind.MessageTwice, 0.05) ? dice.Between(2_000, 40_000) : TimeSpan.FromHours(2);
        if (Take(queue, held) is not { } message) return;
        conductor.After(held + TimeSpan.FromSeconds(1), () => Look(queue));
        _ = WorkAsync(queue, message);
    }

    private async Task WorkAsync(string queue, Message message)
    {
        var process = anyProcess();
        trace.Note($"{process.Name} works on {queue} {message.Id[..8]}, time {message.Tries}");
        Working++;
        try
        {
            var text = MessageQueue.TextOf(message.Stored)!;
            var work = FunctionCalls.DeliverAsync(process, FunctionTable.Queues[queue], text, maybeSeen: message.Tries > 1);
            await Task.WhenAny(work, process.Death);
            if (!work.IsCompleted) Again(queue, message, dice.Between(0, 60_000)); // the process is gone
            else await work;
            if (work.IsCompleted && faults.Draw(FaultKind.MessageNotDeleted, 0.05)) Again(queue, message, dice.Between(0, 30_000));
            else if (work.IsCompleted) Delete(queue, message);
        }
        catch (Exception fault)
        {
            if (!faults.IsOn || !LogWatch.IsOfStorage(fault)) fail($"a message of {queue} fails: {fault}");
            if (message.Tries < TriesMax) Again(queue, message, dice.Between(0, 5_000));
            else
            {
                Put($"{queue}-poison", message.Stored);
                Delete(queue, message);
            }
        }
        finally
        {
            Working--;
        }
    }

    private void Again(string queue, Message message, TimeSpan after)
    {
        var seconds = (int)after.TotalSeconds;
        Ask("PUT", $"{queue}/messages/{message.Id}", $"?popreceipt={message.Receipt}&visibilitytimeout={seconds}");
        conductor.After(TimeSpan.FromSeconds(seconds + 1), () => Look(queue));
    }

    private void Delete(string queue, Message message) =>
        Ask("DELETE", $"{queue}/messages/{message.Id}", $"?popreceipt={message.Receipt}");

    private void Put(string queue, string stored)
    {
        Ask("PUT", queue, "");
        var body = new XElement("QueueMessage", new XElement("MessageText", stored)).ToString(SaveOptions.DisableFormatting);
        Ask("POST", $"{queue}/messages", "", Encoding.UTF8.GetBytes(body));
        if (FunctionTable.Queues.ContainsKey(queue)) conductor.After(TimeSpan.FromSeconds(1), () => Look(queue));
    }

    private Message? Take(string queue, TimeSpan held)
    {
        var answer = Ask("GET", $"{queue}/messages", $"?numofmessages=1&visibilitytimeout={(int)held.TotalSeconds}");
        if (answer.Status != 200 || answer.ContentStream is null) return null;
        return XDocument.Load(answer.ContentStream).Root!.Element("QueueMessage") is { } found
            ? new(Of("MessageId"), Of("PopReceipt"), Of("MessageText"), int.Parse(Of("DequeueCount"), CultureInfo.InvariantCulture)) : null;

        string Of(string name) => found.Element(name)!.Value;
    }

    private Azure.Response Ask(string method, string path, string query, byte[]? body = null) => storage.Account.Answer(
        "queue", MemoryRequest.Of(method, new Uri($"http://queue.memory/{path}{query}"), _ => null, body ?? []), null);

    private sealed record Message(string Id, string Receipt, string Stored, int Tries);
}
