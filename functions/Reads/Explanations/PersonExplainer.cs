using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Proposals;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Explanations.Sums;
using Grain.Functions.Reads.Rankings;

namespace Grain.Functions.Reads.Explanations;

/// <summary>Explains all that a person has, under all their ids: points, cred and grain. Reads only.</summary>
internal sealed class PersonExplainer(
    RankedEpochs rankings, AccountSpelling spelling, GrantLedger grants, GrainLedger grain, EpochStore epochs, ProposalBook proposals,
    ProposalSealing sealing)
{
    /// <summary>What asks for the cred of all epochs instead of one.</summary>
    public const string AllEpochs = "all";

    /// <summary>How much of a name stands in a sentence.</summary>
    internal const int NameMax = 60;

    /// <summary>Explains a person.</summary>
    /// <param name="space">The space.</param>
    /// <param name="id">Any id of theirs.</param>
    /// <param name="epoch">Of which closed epoch the cred is told; <see cref="AllEpochs"/>; <see cref="RankedEpochs.Open"/>; the last one
    /// if absent.</param>
    /// <param name="top">How much to tell of each list.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="shown">How people are shown to who asks; all as themselves if absent.</param>
    /// <returns><see langword="null"/> if nothing is known of them.</returns>
    /// <exception cref="ProblemException">404: there is no such closed epoch, or the open one is not ranked yet.</exception>
    public async Task<Explanation?> ExplainAsync(
        Space space, string id, string? epoch, int top, CancellationToken cancellation, Faces? shown = null)
    {
        var faces = shown ?? Faces.Plain;
        var asked = epoch == AllEpochs ? null : epoch;
        var run = asked is null ? await rankings.FindAsync(space.Name, null, cancellation)
            : await rankings.ReadAskedAsync(space, asked, cancellation);
        (id, var named, var register) = await spelling.PersonAsync(space.Journal, id, cancellation);
        // In one order, whichever of them was named.
        var accounts = register.AccountsOf(id) is var known && known.Contains(id) ? known : named;
        var granted = await Task.WhenAll(accounts.Select(account => grants.ReadHeadAsync(space.Journal, account, cancellation)));
        var held = await Task.WhenAll(accounts.Select(account => grain.ReadHeadAsync(space.Journal, account, cancellation)));
        var ranking = run is null ? null : await rankings.PrepareAsync(run, cancellation);
        var ranked = ranking is null ? null : Explainer.Find(ranking, accounts);
        if (ranked is null && register.Find(id) is null && granted.All(head => head.Seq == 0) && held.All(head => head.Seq == 0))
            return null;

        var names = new PeopleNames(register, ranking, granted, faces);
        var nodes = ranking is null ? null : new ShownNodes(ranking, faces);
        var telling = ranked is null ? null : new CredTelling(ranked, names.Of, nodes!, top);
        var cred = telling?.Of(epoch == AllEpochs ? null : ranking!.Scores.Epochs.Count - 1);
        var titles = Untitled(cred);
        var points = await new ReviewedGrants(proposals, sealing, faces).TellAsync(space.Journal,
            await new GrantsTelling(grants).ReadAsync(space.Journal, granted, top, titles, faces, cancellation), cancellation);
        var grainTold = await new GrainTelling(grain, epochs).ReadAsync(space, held, names.Of, top, faces, cancellation);
        var flow = ranked is null ? null : Explainer.Explain(ranked, accounts[0], top, faces, nodes!);
        var person = new PersonFacts(space, names.Of(id), run, ranking, ranked, granted, points, cred, grainTold);
        return new Explanation(
            space.Name, flow?.Contributor ?? register.Resolve(id), flow?.Name ?? person.Name, Headline.Of(person), accounts, points,
            cred is null ? null : WithTitles(cred, titles), grainTold,
            await new Reasons(epochs, register).OfAsync(person, telling, cancellation))
        {
            Epoch = run?.Epoch.Id,
            Provisional = person.IsOpen && ranking is not null ? await ProvisionalAsync(run!, cancellation) : null,
            Rank = flow?.Rank,
            Score = flow?.Score,
            Total = flow?.Total,
            Epochs = flow?.Epochs ?? [],
            Others = flow?.Others,
        };
    }

    private async Task<Provisional> ProvisionalAsync(EpochRun run, CancellationToken cancellation) =>
        new(run.Epoch.Id, run.Epoch.Start, run.Epoch.End, run.StageAt,
            (await epochs.ReadAllocationAsync(run.Allocation!, cancellation)).Paid);

    /// <summary>The contributions that are told and have no title yet.</summary>
    private static Dictionary<string, Called?> Untitled(ToldCred? cred)
    {
        var titles = new Dictionary<string, Called?>(StringComparer.Ordinal);
        foreach (var item in (cred?.From.Groups ?? []).Concat(cred?.Behind.Groups ?? []).SelectMany(group => group.Items))
            if (item.Title is null) titles[item.Id] = null;
        return titles;
    }

    private static ToldCred WithTitles(ToldCred cred, Dictionary<string, Called?> titles) =>
        cred with { From = WithTitles(cred.From, titles), Behind = WithTitles(cred.Behind, titles) };

    private static ToldSum<double> WithTitles(ToldSum<double> sum, Dictionary<string, Called?> titles) => sum with
    {
        Groups = [.. sum.Groups.Select(group => group with
        {
            Items = [.. group.Items.Select(item =>
                titles.GetValueOrDefault(item.Id) is { } shown ? item with { Title = shown.Title, Url = shown.Url } : item)],
        })],
    };
}

/// <summary>What is known of a person whom an answer is about.</summary>
/// <param name="Space">The space.</param>
/// <param name="Name">How they are called, in a line.</param>
/// <param name="Run">The epoch as of which is answered, if there is one.</param>
/// <param name="Ranking">What it stored.</param>
/// <param name="Ranked">The person in it.</param>
/// <param name="Granted">Their journals of grants.</param>
/// <param name="Points">Their points.</param>
/// <param name="Cred">Their cred.</param>
/// <param name="Grain">Their grain.</param>
internal sealed record PersonFacts(
    Space Space, string Name, EpochRun? Run, RankedEpoch? Ranking, RankedPerson? Ranked, IReadOnlyList<JournalHead<GrantTotals>> Granted,
    ToldSum<Points> Points, ToldCred? Cred, ToldSum<GrainAmount> Grain)
{
    /// <summary>Whether the epoch is not closed yet.</summary>
    public bool IsOpen => Run is { Stage: not EpochStage.Closed };
}

/// <summary>What people are called: by the register, else by what they called themselves, else by their id.</summary>
internal sealed class PeopleNames(
    CommunityRegister register, RankedEpoch? ranking, IReadOnlyList<JournalHead<GrantTotals>> granted, Faces faces)
{
    private readonly Lazy<Dictionary<string, string>> ranked = new(() =>
        (ranking?.Scores.Participants ?? []).ToDictionary(one => one.Id, one => one.Name, StringComparer.Ordinal));

    /// <summary>The name of whom an id means.</summary>
    public string Of(string id) => !faces.AreOpen(id) ? faces.IdOrOthers(id) : PlainLine.Of(Addresses.NameOr(
        register.Find(id)?.Name ?? granted.FirstOrDefault(head => head.Account == id)?.Totals.Name
            ?? ranked.Value.GetValueOrDefault(id), id), PersonExplainer.NameMax);
}
