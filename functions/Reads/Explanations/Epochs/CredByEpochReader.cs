using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Rankings;

namespace Grain.Functions.Reads.Explanations.Epochs;

/// <summary>Tells the cred of epochs by people, or by modules. Reads what the last closed epoch has stored, and solves nothing.</summary>
internal sealed class CredByEpochReader(ScoreBoard scores, RankedEpochs rankings, AccountSpelling spelling)
{
    /// <summary>Parts are people.</summary>
    public const string Person = "person";

    /// <summary>Parts are modules.</summary>
    public const string Module = "module";

    private const string FromPeople = "people";
    private const string FromEpochs = "epochs";

    /// <summary>By those who have most in these epochs; who is not shown is among the others.</summary>
    /// <param name="space">The space.</param>
    /// <param name="faces">How people are shown to who asks.</param>
    /// <param name="top">How many people to tell.</param>
    /// <param name="last">How many epochs at most, the last ones.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<CredByEpochAnswer> ByPersonAsync(Space space, Faces faces, int top, int last, CancellationToken cancellation)
    {
        if (await scores.ReadAsync(space.Name, cancellation) is not { Scores: { } all }) return Nothing(space, Person);
        var register = await spelling.Registers.ReadAsync(space.Journal, cancellation);
        var (from, count) = WindowOf(all.Epochs.Count, last);
        // Only for those who are told is there need of each epoch's.
        var people = all.Participants.GroupBy(one => faces.IdOf(register.Resolve(one.Id)) ?? "", StringComparer.Ordinal)
            .Select(group => (Id: group.Key, Ones: group.ToArray(), Sum: group.Sum(one => one.Cred - one.History.Before(from))))
            .OrderBy(each => each.Id.Length == 0).ThenByDescending(each => each.Sum).ThenBy(each => each.Id, StringComparer.Ordinal);
        var (layers, others, told) = (new CredLayers(count), new double[count], 0);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var left = 0;
        foreach (var (id, ones, sum) in people)
        {
            if (!(sum > 0)) continue;
            var isTold = id.Length > 0 && told++ < top;
            if (!isTold) left += id.Length == 0 ? ones.Select(one => register.Resolve(one.Id)).Distinct(StringComparer.Ordinal).Count() : 1;
            if (isTold) names[id] = Addresses.NameOr(faces.NameOf(ones[0].Id, register.Find(id)?.Name ?? ones[0].Name), id);
            foreach (var one in ones)
            {
                if (isTold) layers.Add(Person, id, one.History.Expand(from, count));
                else AddTo(others, one.History, from);
            }
        }

        return layers.Answer(space.Name, Person, [.. all.Epochs.Skip(from)], top, (_, id) => names[id],
            left == 0 ? null : new CredOfOthers(left, others));
    }

    /// <summary>By the modules that the contributions of each epoch came from: what these are worth, before it flows to people.</summary>
    /// <param name="space">The space.</param>
    /// <param name="top">How many modules to tell.</param>
    /// <param name="last">How many epochs at most, the last ones.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<CredByEpochAnswer> ByModuleAsync(Space space, int top, int last, CancellationToken cancellation)
    {
        if (await RankedAsync(space, cancellation) is not { } ranked) return Nothing(space, Module);
        var (from, count) = WindowOf(ranked.Epochs.Count, last);
        var (layers, boundaries) = (new CredLayers(count), CredRanking.BoundariesOf(ranked.Epochs));
        var (mints, numbers) = (ranked.Weighted.Mints, ranked.View.ContributionNumbers);
        for (var i = 0; i < numbers.Length; i++)
            if (boundaries.EpochOf(ranked.Graph.Nodes[numbers.Span[i]].AtMs) - from is var epoch and >= 0)
                layers.Add(Module, ranked.View.Modules[i], epoch, mints.Span[i]);
        return layers.Answer(space.Name, Module, [.. ranked.Scores.Epochs.Skip(from)], top, (_, module) => module);
    }

    /// <summary>One person's, by the modules of the contributions that it came from.</summary>
    /// <param name="space">The space.</param>
    /// <param name="person">Who.</param>
    /// <param name="top">How many parts to tell.</param>
    /// <param name="last">How many epochs at most, the last ones.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see langword="null"/> if the ranking does not know them.</returns>
    public async Task<CredByEpochAnswer?> OfPersonAsync(Space space, AskedPerson person, int top, int last, CancellationToken cancellation)
    {
        if (person.IsNobody || await RankedAsync(space, cancellation) is not { } ranked) return null;
        var (account, _, register) = await spelling.PersonAsync(space.Journal, person.Account, cancellation);
        if (Explainer.Find(ranked, register.AccountsOf(account)) is not { } found) return null;
        var (from, count) = WindowOf(ranked.Epochs.Count, last);
        var layers = new CredLayers(count);
        foreach (var flow in found.Flows.Where(flow => flow.Epoch >= from))
            foreach (var part in flow.From)
            {
                var kind = part.End switch
                {
                    FlowEnd.Contribution => Module,
                    FlowEnd.EarlierEpoch or FlowEnd.LaterEpoch => FromEpochs,
                    _ => FromPeople,
                };
                var id = kind == Module ? ranked.View.Modules[part.Node - ranked.Weighted.Participants.Count] : $"\n{kind}";
                layers.Add(kind, id, flow.Epoch - from, part.Cred);
            }

        var answer = layers.Answer(space.Name, Module, [.. ranked.Scores.Epochs.Skip(from)], top, NameOf);
        return answer with
        {
            Contributor = person.Shown,
            Parts = [.. answer.Parts.Select(part => part.Kind == Module ? part : part with { Id = part.Kind })],
        };
    }

    private static string NameOf(string kind, string id) => kind switch
    {
        FromEpochs => "moved from epochs before and after",
        FromPeople => "from other people",
        _ => id,
    };

    private async Task<RankedEpoch?> RankedAsync(Space space, CancellationToken cancellation) =>
        await rankings.FindClosedAsync(space.Name, null, cancellation) is { } run ? await rankings.PrepareAsync(run, cancellation) : null;

    private static void AddTo(double[] sums, IReadOnlyList<CredRun> history, int from)
    {
        foreach (var run in history)
            for (var i = Math.Max(0, from - run.From); i < run.Cred.Count && run.From + i - from < sums.Length; i++)
                sums[run.From + i - from] += run.Cred[i];
    }

    private static (int From, int Count) WindowOf(int epochs, int last) => (Math.Max(0, epochs - last), Math.Min(epochs, last));

    private static CredByEpochAnswer Nothing(Space space, string by) => new(space.Name, by, [], [], []);
}
