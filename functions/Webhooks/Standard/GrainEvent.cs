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
        var sent = new SentValue(element, new FaultList(), path);
        return type switch
        {
            GrantType => Of(sent, GrantReader.GrantsMax, one => Grant(one, at),
                all => new WebhookOutcome.Normalised([.. all.Select(each => each.Read)]), "the event tells no grants"),
            TaskType => Of(sent, TaskCreditReader.TasksMax, TaskCreditReader.ReadOne,
                all => new WebhookOutcome.Normalised([]) { Tasks = [.. all.Select(each => each.Read)] }, "the event tells no tasks"),
            // Facts go on as they came, since that is the form of the queue; a copy, since the body's memory goes back.
            _ => Of(sent, FactReader.FactsMax, one => FactReader.ReadOne(one, at),
                all => new WebhookOutcome.Normalised([]) { Facts = [.. all.Select(each => each.Sent.Element.Clone())] },
                "the event tells no activity"),
        };
    }

    private static Grant? Grant(SentValue sent, DateTimeOffset at)
    {
        if (GrantReader.ReadOne(sent, at) is not { } told) return null;
        var grant = WithoutAddresses(told);
        if (!GrantMessage.Fits(grant)) sent.Fail("is too large for a webhook; send it to the API");
        return grant;
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

    /// <summary>What can be read of one value or an array, and what is wrong with the others: those are left out.</summary>
    private static WebhookOutcome Of<T>(SentValue sent, int max, Func<SentValue, T?> read,
        Func<IReadOnlyList<(SentValue Sent, T Read)>, WebhookOutcome.Normalised> told, string nothing) where T : class
    {
        var good = new List<(SentValue, T)>();
        foreach (var one in sent.IsArray ? sent.Elements(max) : [sent])
        {
            var before = sent.Faults.Count;
            if (read(one) is { } value && sent.Faults.Count == before) good.Add((one, value));
        }

        return good.Count > 0 ? told(good) with { LeftOut = sent.Faults.All }
            : sent.Faults.Count > 0 ? new WebhookOutcome.Malformed("The request is not valid.") { Faults = sent.Faults.All }
            : new WebhookOutcome.Ignored(nothing);
    }
}
