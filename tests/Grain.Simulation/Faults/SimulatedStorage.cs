using Azure;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Simulation.Running;

namespace Grain.Simulation.Faults;

/// <summary>
/// The network before a storage account, and what goes wrong on it. A request arrives some time after it was sent, its answer some time
/// after that; requests overtake each other, and what was sent by a process that is gone may arrive yet.
/// </summary>
internal sealed class SimulatedStorage(Conductor conductor, Dice dice, FaultPlan faults, Trace trace, MemoryAccount account)
{
    private const double QuickMilliseconds = 20;

    /// <summary>How long a process waits for an answer.</summary>
    private static readonly TimeSpan TryMax = TimeSpan.FromSeconds(30);

    /// <summary>Told of each change, when it is made.</summary>
    public Action<StorageCall> Changed { get; set; } = _ => { };

    /// <summary>Requests that were carried out.</summary>
    public long Carried { get; private set; }

    public MemoryAccount Account => account;

    /// <summary>Sends a request; its answer comes, or not.</summary>
    public void Send(StorageCall call)
    {
        var fault = faults.Next(call);
        if (fault is not null) trace.Note($"{fault}: {call}");
        switch (fault)
        {
            case FaultKind.NotSent:
                conductor.After(Soon(), () => Lose(call));
                return;
            case FaultKind.TimedOutAndArrived:
                conductor.After(TryMax, () => Lose(call, new TaskCanceledException("The time for a try is up (simulated).")));
                conductor.After(TryMax + dice.Between(0, 25_000), () => Carry(call));
                return;
            case FaultKind.Answered408 or FaultKind.Answered429 or FaultKind.Answered500 or FaultKind.Answered503:
                var status = int.Parse(fault.ToString()!.AsSpan(^3), System.Globalization.CultureInfo.InvariantCulture);
                Answer(call, () => new InjectedResponse(status, status == 429 ? "TooManyRequests" : "ServerBusy"));
                return;
            case FaultKind.RefusedInside:
                Answer(call, RefusalInside);
                return;
        }

        var way = fault == FaultKind.Delayed ? dice.Between(1_000, dice.Pick([5_000, 28_000])) : Soon();
        conductor.After(way, () =>
        {
            // What a process had sent when it died arrives or not.
            if (call.Process.IsDead && dice.Chance(0.5)) return;
            var answer = Carry(call);
            if (fault == FaultKind.AnswerLost) conductor.After(Soon(), () => Lose(call));
            else if (fault == FaultKind.Answered500AfterEffect) Answer(call, () => new InjectedResponse(500, "InternalError"));
            else if (fault == FaultKind.RefusedInsideAfterEffect) Answer(call, RefusalInside);
            else Answer(call, () => answer);
        });
    }

    /// <summary>Whether a service refused what it was asked, inside of a transaction too.</summary>
    public static bool IsRefused(Response answer) => answer.Status >= 400
        || (answer is InjectedResponse { Status: 202, Text: var text } && text.Contains("HTTP/1.1 4", StringComparison.Ordinal));

    private TimeSpan Soon() => dice.Between(0.5, QuickMilliseconds);

    private static Response RefusalInside() => TableBatch.Answer([new InjectedResponse(500,
        "InternalError", ("Content-Type", "application/json"))
    {
        Text = """{"odata.error":{"code":"InternalError","message":{"lang":"en-US","value":"0:InternalError"}}}""",
    }]);

    private void Answer(StorageCall call, Func<Response> answer) => conductor.After(Soon(), () =>
    {
        if (!call.Process.IsDead) call.Answer.TrySetResult(answer());
    });

    private static void Lose(StorageCall call, Exception? why = null)
    {
        if (!call.Process.IsDead) call.Answer.TrySetException(why ?? new IOException("The connection broke (simulated)."));
    }

    private Response Carry(StorageCall call)
    {
        var request = call.Request;
        if (call.IsQuery && faults.NextPage() is { } rows)
            request = request with
            {
                Query = new Dictionary<string,
                Microsoft.Extensions.Primitives.StringValues>(request.Query)
                { ["$top"] = $"{rows}" }
            };
        var answer = account.Answer(call.Service, request, call.Actions);
        Carried++;
        trace.Note($"{call} → {answer.Status}{(call.Writes && IsRefused(answer) ? " refused" : "")}");
        if (!call.Writes || IsRefused(answer)) return answer;
        if (call.Service == "table")
            foreach (var change in call.Changes) trace.Add(change.Body);
        Changed(call);
        return answer;
    }
}
