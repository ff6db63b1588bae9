using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Credits;

/// <summary>A finished task as a contribution: the worker made it, and the submitter, who asked for it, has a lighter share.</summary>
internal static class TaskContribution
{
    /// <summary>The source module in breakdowns.</summary>
    public const string Module = "tasks";

    /// <summary>The grants that an entry gives rise to: one for an earn, unless the space has switched it off.</summary>
    public static IReadOnlyList<Grant> Of(TaskContributions config, string worker, CreditEntry entry)
    {
        if (!config.Enabled || entry.Kind != CreditKinds.Earn || entry.TaskId is not { } taskId) return [];
        var id = $"tasks/{TaskIds.Short(taskId)}";
        var edges = new List<ContributionEdge> { new() { Type = EdgeTypes.Authors, From = $"@{worker}", To = id } };
        if (entry.Task?.Submitter is { } submitter && submitter != worker)
            edges.Add(new ContributionEdge { Type = EdgeTypes.Requests, From = $"@{submitter}", To = id });
        return
        [
            new Grant
            {
                GrantId = $"task:{TaskIds.Short(taskId)}:completed",
                Contributor = worker,
                Key = "task:completed",
                Category = "tasks",
                Source = Module,
                Amount = config.WorkerPoints,
                GrantedAt = entry.At,
                Facts = new ContributionFacts
                {
                    Nodes = [new ContributionNode { Id = id, Type = NodeTypes.Task, Module = Module, Title = entry.Task?.Type,
                        At = entry.At }],
                    Edges = edges,
                },
            },
        ];
    }
}
