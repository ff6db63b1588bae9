using System.Text;
using Azure;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Simulation.Processes;

namespace Grain.Simulation.Faults;

/// <summary>A request on its way to storage and back.</summary>
/// <param name="Process">Who asks.</param>
/// <param name="Service">Whom: <c>table</c>, <c>queue</c> or <c>blob</c>.</param>
/// <param name="Request">What.</param>
/// <param name="Actions">The actions of a transaction; else absent.</param>
/// <param name="Function">The function that asks; absent outside of any.</param>
/// <param name="Space">The space that somebody asked for; absent if it is not a request to one.</param>
internal sealed record StorageCall(
    SimulatedProcess Process, string Service, MemoryRequest Request, IReadOnlyList<MemoryRequest>? Actions, string? Function,
    string? Space)
{
    private const int ActionsShown = 4;

    private IReadOnlyList<StoredChange>? changes;

    /// <summary>Comes back.</summary>
    public TaskCompletionSource<Response> Answer { get; } = new();

    /// <summary>What it is in short: the function, and the operation on a table, queue or container.</summary>
    public string Place => $"{Function} {(Actions is null ? Request.Method : "transaction")} {Resource}";

    /// <summary>The table, queue or container.</summary>
    public string Resource { get; } = $"{Service} {(Actions?[0] ?? Request).Path.Split('(', '/')[0]}";

    /// <summary>Whether it changes anything.</summary>
    public bool Writes => Actions is not null || Request.Method != "GET";

    /// <summary>Whether it is a query of rows.</summary>
    public bool IsQuery => Service == "table" && Request.Method == "GET" && Request.Path.EndsWith("()", StringComparison.Ordinal);

    /// <summary>What it changes: itself, or its actions.</summary>
    public IReadOnlyList<StoredChange> Changes => changes ??=
        [.. (Actions ?? [Request]).Select(request => new StoredChange(request, ofTable: Service == "table"))];

    /// <summary>For people, and the same in every run.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Process.Name} {Service} ");
        if (Actions is null) return text.Append(Changes[0]).ToString();
        return text.Append(Actions.Count).Append(" actions: ").AppendJoin(", ", Changes.Take(ActionsShown)).ToString();
    }
}
