using Grain.Functions.Ledgers.Activities.Api;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Api;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Standard;

/// <summary>
/// An event in Grain's own language, whatever envelope it came in: a type and data of the shape that the API takes at
/// <c>POST …/grants</c>, <c>POST …/tasks</c> or <c>POST …/activity</c>, one or an array.
/// </summary>
internal static class GrainEvent
{
    public const string GrantType = "grain.grant";
    public const string TaskType = "grain.task";
    public const string ActivityType = "grain.activity";

    /// <summary>Reads the data of an event. Never throws for anything in it.</summary>
    /// <param name="type">The event's type; one that is not Grain's is ignored.</param>
    /// <param name="data">The data; <see langword="null"/> if there is none.</param>
    /// <param name="path">Where the data stand in the body, for faults.</param>
    /// <param name="at">When it came: what is said to have happened much later is a fault.</param>
    public static WebhookOutcome Read(string type, JsonElement? data, string path, DateTimeOffset at)
    {
        if (type is not (GrantType or TaskType or ActivityType))
            return new WebhookOutcome.Ignored($"{BoundedText.Line(type, 60)} is an unknown type");
        if (data is not { } element) return new WebhookOutcome.Malformed($"{path} is missing");
        try
        {
            return type switch
            {
                GrantType => Grants(element, path, at),
                TaskType => Tasks(element, path),
                _ => Facts(element, path, at),
            };
        }
        catch (ProblemException fault)
        {
            return new WebhookOutcome.Malformed(fault.Message) { Faults = fault.Problem.Faults };
        }
    }

    private static WebhookOutcome Grants(JsonElement element, string path, DateTimeOffset at)
    {
        var (grants, faults) = EachOf(element, path, GrantReader.GrantsMax, (one, place) =>
            GrantReader.Read(one, at, place) is [var told] && WithoutAddresses(told) is var grant && GrantMessage.Fits(grant)
                ? grant
                : throw new ProblemException(Problem.BadRequest(place, "is too large for a webhook; send it to the API")));
        return Of(grants.Count, new WebhookOutcome.Normalised(grants) { LeftOut = faults }, "the event tells no grants");
    }

    /// <summary>Ids and contributors are the sender's own and stay; what is there for people to read goes without addresses.</summary>
    private static Grant WithoutAddresses(Grant grant) => grant with
    {
        Note = grant.Note is { } note ? Addresses.Mask(note) : null,
        Facts = grant.Facts is { } facts ? WithoutAddresses(facts) : null,
    };

    private static ContributionFacts WithoutAddresses(ContributionFacts facts) => facts with
    {
        ContributorName = facts.ContributorName is { } name && Addresses.Name(name) is { Length: > 0 } shown ? shown : null,
        Nodes =
        [
            .. facts.Nodes.Select(node => node with
            {
                Title = node.Title is { } title ? Addresses.Mask(title) : null,
                Url = node.Url is { } url && Addresses.AreIn(url) ? null : node.Url,
            }),
        ],
    };

    private static WebhookOutcome Tasks(JsonElement element, string path)
    {
        var (tasks, faults) = EachOf(element, path, TaskCreditReader.TasksMax, (one, at) => TaskCreditReader.Read(one, at)[0]);
        return Of(tasks.Count, new WebhookOutcome.Normalised([]) { Tasks = tasks, LeftOut = faults }, "the event tells no tasks");
    }

    /// <summary>The facts go on as they came, since that is the form of the queue; they are read here for their faults.</summary>
    private static WebhookOutcome Facts(JsonElement element, string path, DateTimeOffset arrival)
    {
        var (facts, faults) = EachOf(element.Clone(), path, FactReader.FactsMax, (one, at) => // a copy, since the body's memory goes back
        {
            FactReader.Read(one, arrival, at);
            return one;
        });
        return Of(facts.Count, new WebhookOutcome.Normalised([]) { Facts = facts, LeftOut = faults }, "the event tells no activity");
    }

    /// <summary>What can be read of one element or an array, and what is wrong with the others: those are left out.</summary>
    private static (IReadOnlyList<T> Read, IReadOnlyList<Fault> Faults) EachOf<T>(JsonElement data, string path, int max,
        Func<JsonElement, string, T> read)
    {
        if (data.ValueKind == JsonValueKind.Array && data.GetArrayLength() > max)
            throw new ProblemException(Problem.BadRequest(path, $"has more than {max} elements"));
        var (good, faults) = (new List<T>(), new List<Fault>());
        foreach (var (one, at) in data.ValueKind == JsonValueKind.Array
            ? data.EnumerateArray().Select((one, index) => (one, $"{path}[{index}]")) : [(data, path)])
            try
            {
                good.Add(one.ValueKind == JsonValueKind.Array ? throw new ProblemException(Problem.BadRequest(at, "must be an object"))
                    : read(one, at));
            }
            catch (ProblemException fault)
            {
                if (faults.Count < FaultList.Most) faults.AddRange(fault.Problem.Faults);
            }

        return (good, faults);
    }

    private static WebhookOutcome Of(int count, WebhookOutcome.Normalised told, string nothing) =>
        count > 0 ? told
        : told.LeftOut.Count > 0 ? new WebhookOutcome.Malformed("The request is not valid.") { Faults = told.LeftOut }
        : new WebhookOutcome.Ignored(nothing);
}
