using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>Takes proposals and decides them. What is approved is counted at once; where that is cut off, the timer does it.</summary>
internal sealed class ProposalDesk(
    ProposalBook book, ProposalGrants grants, ProposalSealing sealing, AccountSpelling spelling, RegisterStore registers,
    TimeProvider time)
{
    private static readonly Role[] UsualProposers = [Role.Writer, Role.Steward];
    private static readonly Role[] UsualReviewers = [Role.Steward];

    /// <summary>Takes a proposal; the one from before if it was sent before.</summary>
    /// <exception cref="ProblemException">403: the caller may not. 409: the id is another's, or a cap is reached. 400: nobody proposes for
    /// themselves.</exception>
    public async Task<(Proposal Proposal, bool IsNew)> ProposeAsync(
        Space space, ProposalsConfig config, Caller caller, SentProposal sent, CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var actor = await ActorAsync(space, register, caller, sent.Giver, "giver", cancellation);
        if (config.Proposers.Refuse(actor, caller, UsualProposers, register, "proposals.proposers") is { } refusal)
            throw new ProblemException(Problem.Forbidden(refusal));
        var receiver = await spelling.OfNewAsync(space.Journal, "$.receiver", sent.Receiver, cancellation);
        if (register.Resolve(receiver) == register.Resolve(actor.Person))
            throw new ProblemException(Problem.BadRequest("$.receiver", "is who proposes: nobody proposes for themselves"));
        var now = time.GetUtcNow();
        var wanted = await sealing.SealAsync(space.Journal, new Proposal
        {
            Id = sent.Id,
            State = ProposalStates.Open,
            Giver = await WriterAsync(space, actor, register, cancellation),
            Receiver = receiver,
            Reason = sent.Reason,
            Points = sent.Points,
            Level = sent.Level,
            ProposedAt = now,
            ProposedBy = actor.Principal,
            Period = ProposalCaps.PeriodOf(space.Config.Epochs, config.Period, now),
            Category = config.Category,
            Cred = config.Cred,
        }, cancellation);
        var (proposal, isNew) = await book.ProposeAsync(
            space.Name, wanted, sums => ProposalCaps.Refuse(config, wanted, sums), cancellation);
        if (!isNew && !(proposal.IsAsked(wanted) && proposal.ProposedBy == wanted.ProposedBy))
            throw new ProblemException(Problem.Conflict($"'{sent.Id}' is another proposal already; choose another id.",
                [new Fault("$.id", "was used before with other content")]));
        return (proposal, isNew);
    }

    /// <summary>Approves or rejects a proposal; decided so before, it stays as it is.</summary>
    /// <returns>It as it is now; <see langword="null"/> if there is none.</returns>
    /// <exception cref="ProblemException">403: the caller may not review it. 409: it was decided otherwise.</exception>
    public async Task<Proposal?> DecideAsync(
        Space space, string id, Caller caller, SentDecision sent, string state, CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var actor = await ActorAsync(space, register, caller, sent.Reviewer, "reviewer", cancellation);
        if (Reviewers(space).Refuse(actor, caller, UsualReviewers, register, "proposals.reviewers") is { } refusal)
            throw new ProblemException(Problem.Forbidden(refusal));
        var reviewer = await WriterAsync(space, actor, register, cancellation);
        var remark = sent.Remark;
        if (space.IsSealed && remark is not null && await book.FindAsync(space.Name, id, cancellation) is { } before)
            remark = await sealing.RemarkAsync(space.Journal, before, reviewer, remark, cancellation);
        var decided = await book.ChangeAsync(space.Name, id, proposal =>
        {
            RefuseOwn(proposal, actor, register);
            if (proposal.State == state) return proposal;
            RequireOpen(proposal);
            return proposal with
            {
                State = state,
                Reviewer = reviewer,
                DecidedBy = actor.Principal,
                DecidedAt = time.GetUtcNow(),
                Remark = remark,
            };
        }, cancellation);
        if (decided is not { IsWaiting: true }) return decided;
        var counted = await grants.CountAsync(space, decided, cancellation);
        return counted.State == state ? counted : throw new ProblemException(Problem.Refused("not-counted", counted.Remark!));
    }

    /// <summary>Takes a proposal back, for who made it or a steward.</summary>
    /// <returns>It as it is now; <see langword="null"/> if there is none.</returns>
    /// <exception cref="ProblemException">403: it is somebody else's. 409: it was decided.</exception>
    public async Task<Proposal?> WithdrawAsync(Space space, string id, Caller caller, CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var own = await OwnAsync(space, caller, register, cancellation);
        return await book.ChangeAsync(space.Name, id, proposal =>
        {
            if (!caller.May(Role.Steward) && !IsOf(proposal, caller, own, register))
                throw new ProblemException(Problem.Forbidden("Who proposed it can withdraw it, and so can a steward."));
            if (proposal.State == ProposalStates.Withdrawn) return proposal;
            RequireOpen(proposal);
            return proposal with { State = ProposalStates.Withdrawn, DecidedAt = time.GetUtcNow() };
        }, cancellation);
    }

    /// <summary>Which proposals a caller may see.</summary>
    public async Task<Func<Proposal, bool>> VisibleAsync(Space space, Caller caller, CancellationToken cancellation)
    {
        if (caller.May(Role.Reader)) return _ => true;
        var isPublic = space.Config.IsPublic;
        var isWhole = await WholeAsync(space, caller, cancellation);
        return proposal => (isPublic && proposal.State == ProposalStates.Approved) || isWhole(proposal);
    }

    /// <summary>Which proposals a caller sees with everybody who stands in them, whoever may see these people otherwise.</summary>
    public async Task<Func<Proposal, bool>> WholeAsync(Space space, Caller caller, CancellationToken cancellation)
    {
        if (caller.May(Role.Steward)) return _ => true;
        if (caller.IsNobody) return _ => false;
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var own = await OwnAsync(space, caller, register, cancellation);
        var self = own is not null ? new Actor(own, Actor.PrincipalOf(caller), true) : null;
        if (self is not null && Reviewers(space).Refuse(self, caller, UsualReviewers, register, "") is null) return _ => true;
        return proposal => IsOf(proposal, caller, own, register);
    }

    /// <summary>
    /// Who has signed in stands under the account that they are linked to, if they are; <see langword="null"/> if nobody has.
    /// </summary>
    private async Task<string?> OwnAsync(
        Space space, Caller caller, CommunityRegister register, CancellationToken cancellation) =>
        caller.Subject is not { } subject ? null
            : register.PersonOf(subject) is { } person ? person
            : !space.IsSealed ? Actor.AccountOf(subject)
            : await spelling.OfAsync(space.Journal, Actor.AccountOf(subject), cancellation);

    private static ProposalPeople Reviewers(Space space) => space.Config.Proposals?.Reviewers ?? new();

    private static bool IsOf(Proposal proposal, Caller caller, string? own, CommunityRegister register) =>
        (Actor.PrincipalOf(caller) is { Length: > 0 } principal && proposal.ProposedBy == principal)
        || (own is not null && register.Resolve(own) == register.Resolve(proposal.Giver));

    private static void RefuseOwn(Proposal proposal, Actor actor, CommunityRegister register)
    {
        var person = register.Resolve(actor.Person);
        if (person == register.Resolve(proposal.Giver) || person == register.Resolve(proposal.Receiver))
            throw new ProblemException(Problem.Forbidden("Nobody decides about what they proposed, or what is for them."));
        if (actor.Principal.Length > 0 && actor.Principal == proposal.ProposedBy)
            throw new ProblemException(Problem.Forbidden("It was proposed with this very key: another one has to decide."));
    }

    private static void RequireOpen(Proposal proposal)
    {
        if (proposal.State != ProposalStates.Open)
            throw new ProblemException(Problem.Refused("already-decided", $"The proposal '{proposal.ShownId}' is {proposal.State}."));
    }

    /// <summary>Who signs in acts as themselves; a key says for whom it acts.</summary>
    private async Task<Actor> ActorAsync(
        Space space, CommunityRegister register, Caller caller, string? told, string member, CancellationToken cancellation)
    {
        var principal = Actor.PrincipalOf(caller);
        if (await OwnAsync(space, caller, register, cancellation) is { } own)
        {
            var named = told is null || !space.IsSealed ? told : await spelling.OfAsync(space.Journal, told, cancellation);
            if (named is null || register.Resolve(named) == register.Resolve(own))
                return new Actor(own, principal, IsSelf: true)
                {
                    Named = register.PersonOf(caller.Subject) ?? Actor.AccountOf(caller.Subject!),
                };
        }

        if (told is null)
            throw new ProblemException(Problem.BadRequest($"$.{member}", "is missing: a key says for whom it speaks"));
        var person = space.IsSealed ? await spelling.OfAsync(space.Journal, told, cancellation)
            : await spelling.OfNewAsync(space.Journal, $"$.{member}", told, cancellation);
        return new Actor(person, principal, IsSelf: false) { Named = told };
    }

    /// <summary>In a sealed space who acts is made as somebody when it is known that they may, and not before.</summary>
    private async Task<string> WriterAsync(Space space, Actor actor, CommunityRegister register, CancellationToken cancellation) =>
        register.Resolve(space.IsSealed
            ? await spelling.WriterAsync(space.Journal, actor.Named, false, cancellation) : actor.Person);
}
