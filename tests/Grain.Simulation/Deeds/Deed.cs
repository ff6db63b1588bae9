using Grain.Simulation.Processes;

namespace Grain.Simulation.Deeds;

/// <summary>What somebody wants done: a request, and how to see in the model whether it was.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id: the same id with other content is another deed.</param>
/// <param name="Content">What it wants.</param>
/// <param name="Ask">The request; absent where it goes into a queue.</param>
/// <param name="IsDone">Whether just this stands in the model.</param>
internal sealed record Deed(string Kind, string Id, string Content, Ask? Ask, Func<bool> IsDone)
{
    /// <summary>Puts it into a queue, where it is none that is asked for.</summary>
    public Func<SimulatedProcess, Task>? Send { get; init; }

    /// <summary>Looks at a good answer; throws if it cannot be so.</summary>
    public Action<Reply>? Look { get; init; }

    /// <summary>Looks at a refusal; throws if there was no reason for it.</summary>
    public Action<Reply>? Doubt { get; init; }

    /// <summary>Notes what is to be compared before the request is sent.</summary>
    public Action? Before { get; init; }

    /// <summary>Whether a good answer means that it will be done, and not that it was.</summary>
    public bool IsLater { get; init; }

    /// <summary>Whether the model sees just this deed, so that it must not stand there if it was refused.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>Whether it changes nothing.</summary>
    public bool Reads { get; init; }

    /// <summary>Whether it was answered that it is done, or taken.</summary>
    public bool WasGood { get; set; }

    /// <summary>Whether it was answered that it is not done.</summary>
    public bool WasRefused { get; set; }

    /// <summary>When a try of it was given up without an answer: what it had sent to storage may still arrive for a minute.</summary>
    public DateTimeOffset? GivenUpAt { get; set; }

    /// <summary>Whether it was sent, and nobody knows what became of it.</summary>
    public bool IsOpen { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Id} ({Content})";
}
