using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Queue;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>What came of a delivery: exactly one of the nested types.</summary>
public abstract record WebhookOutcome
{
    private WebhookOutcome()
    {
    }

    /// <summary>
    /// The body tells of contributions. The same body gives the same grants, always; a grant's id depends on what happened and
    /// not on which delivery told it. So a grant whose id was seen before needs no second look, even if it differs in a detail
    /// (a title that was edited meanwhile, points that were changed): it has been counted.
    /// </summary>
    /// <param name="Grants">Where one corrects another of them, it comes after it. None only if there are <see cref="Tasks"/> or
    /// <see cref="Facts"/>.</param>
    public sealed record Normalised(IReadOnlyList<Grant> Grants) : WebhookOutcome
    {
        /// <summary>Task credits that the body tells; of senders who speak Grain's own language only.</summary>
        public IReadOnlyList<TaskCredit> Tasks { get; init; } = [];

        /// <summary>Facts of activity that the body tells, as they came; of the same senders.</summary>
        public IReadOnlyList<JsonElement> Facts { get; init; } = [];

        /// <summary>
        /// The host of the instance that tells it, of senders who have several instances whose ids would otherwise be equal.
        /// </summary>
        public string? Host { get; init; }

        /// <summary>Under which ids of earlier versions a grant may be counted already, by its id.</summary>
        public IReadOnlyDictionary<string, IReadOnlyList<FormerId>> Former { get; init; } = GrantMessage.NoFormer;

        /// <summary>
        /// Parts of the body that are not what they should be, each with its path: they were left out, and the rest counts.
        /// </summary>
        public IReadOnlyList<Fault> LeftOut { get; init; } = [];
    }

    /// <summary>The body is fine and there is nothing to count in it. Sending it again would not change that.</summary>
    /// <param name="Reason">Why, for the delivery log: a sentence without the final stop.</param>
    public sealed record Ignored(string Reason) : WebhookOutcome;

    /// <summary>The body is not what its sender says it is, and only the sender can put that right.</summary>
    /// <param name="Fault">What is wrong and where: line and byte (both from 1) if it is not JSON, else a JSON path.</param>
    public sealed record Malformed(string Fault) : WebhookOutcome
    {
        /// <summary>Every fault, where more than one was looked for.</summary>
        public IReadOnlyList<Fault> Faults { get; init; } = [];

        /// <summary>Nothing is left that could count, for these faults: at least one.</summary>
        internal static Malformed Of(IReadOnlyList<Fault> faults) => new($"{faults[0].Path} {faults[0].Message}") { Faults = faults };
    }

    /// <summary>Nothing, or nothing valid, proves who sent it. Nothing of it was read.</summary>
    /// <param name="Reason">Why, for the sender: a sentence.</param>
    public sealed record Refused(string Reason) : WebhookOutcome;

    /// <summary>Grain cannot check now who sent it; the same delivery may be taken later.</summary>
    /// <param name="Reason">Why, for the sender: a sentence.</param>
    public sealed record Unready(string Reason) : WebhookOutcome;
}
