using Grain.Functions.Ledgers.Proposals;

namespace Grain.Functions.Reads.People;

/// <summary>Finds the proposals that a person made, that are for them, or that they decided about.</summary>
internal sealed class PersonProposals(ProposalBook book)
{
    /// <summary>All of them. Reads every proposal of the space.</summary>
    public IAsyncEnumerable<Proposal> OfAsync(KnownPerson person, CancellationToken cancellation) =>
        book.ReadAllAsync(person.Space.Name, cancellation).Where(proposal => person.Is(proposal.Giver) || person.Is(proposal.Receiver)
            || (proposal.Reviewer is { } reviewer && person.Is(reviewer)));

    /// <summary>Writes them. By whose key or token something was done is a hash or another's, and left out.</summary>
    public Task WriteAsync(KnownPerson person, PersonFile file, CancellationToken cancellation) => file.ListAsync("proposals", async () =>
    {
        await foreach (var proposal in OfAsync(person, cancellation))
            await file.RawAsync(JsonSerializer.Serialize(
                ProposalAnswer.Of(proposal), ProposalAnswersJson.Default.ProposalAnswer));
    });
}
