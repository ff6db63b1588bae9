using Grain.Simulation.Model;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>Makes up what the people of a space want; every run has its own mixture.</summary>
internal sealed class DeedMaker
{
    private readonly Dice dice;
    private readonly List<Func<Deed>> all = [];
    private readonly List<Deed> made = [];

    /// <summary>What is decided by what is left of something.</summary>
    private readonly Func<Deed>[] rushed;

    public DeedMaker(People people, Dice dice, Conductor conductor, Ledgers ledgers)
    {
        (this.dice, People) = (dice, people);
        var (grants, grain) = (new GrantDeeds(people, dice, conductor, ledgers), new GrainDeeds(people, dice, conductor, ledgers));
        var (lines, webhooks) = (new LineDeeds(people, dice, conductor), new WebhookDeeds(people, dice, conductor));
        var (boards, claims, spaces) = (new BoardDeeds(people, ledgers), new ClaimDeeds(people, dice, ledgers),
            new SpaceDeeds(people, dice, ledgers));
        Others = new OtherDeeds(people, dice, conductor, ledgers);
        Func<Deed> read = () => lines.Of(Lines.Reads), steer = () => lines.Of(Lines.Steering), loose = () => lines.Of(Lines.Loose);
        Func<Deed> join = () => lines.Of(Lines.Joining);
        Func<Deed>[][] areas = people.AreLoose ?
        [
            [loose, loose, loose, read, steer, webhooks.Issue, webhooks.Issue, webhooks.Other], [join, join, join, join, webhooks.Issue],
            [spaces.Next, spaces.Next, spaces.Next, spaces.Next], [Others.Fact, Others.Later, steer, steer],
        ] :
        [
            [grants.One, grants.Many, grants.Contradicting, grants.Queued, grants.Queued, grants.Queued, grants.TakenBack,
                grants.TakenBack],
            [grain.Mint, grain.Burn, grain.Transfer, grain.Transfer, grain.Everything, grain.Everything, grain.Distribute, grain.Freeze,
                grain.Left],
            [grain.Hold, grain.Hold, grain.Commit, grain.Void], [Others.Task, Others.Task, Others.Task],
            [Others.Fact, Others.Fact, Others.Later], [claims.Claim, claims.Decide, claims.Decide],
            [Others.Read, Others.Read, boards.Board, boards.Person, Others.Settings], [read], [steer, steer, grants.Approved],
        ];
        rushed = people.AreLoose ? [] : [grain.Left, grain.Everything, claims.Decide, grants.TakenBack, grants.Contradicting];
        foreach (var area in areas)
            for (var share = dice.Below(4); share > 0; share--) all.AddRange(area);
        all.AddRange(people.AreLoose ? areas[0]
            : [grants.One, grants.Queued, grain.Transfer, grain.Mint, Others.Task, Others.Read, Others.Fact]);
    }

    public People People { get; }

    public OtherDeeds Others { get; }

    /// <summary>Deeds of a kind, which several people want at the same moment.</summary>
    public IEnumerable<Deed> Rush()
    {
        var make = rushed.Length > 0 && dice.Chance(0.5) ? dice.Pick(rushed) : dice.Pick(all);
        Deed[] deeds = [.. Enumerable.Range(0, 2 + dice.Below(3)).Select(_ => make())];
        made.AddRange(deeds.Where(deed => !deed.Reads));
        return deeds;
    }

    /// <summary>The next deed: a new one, or an earlier one once more.</summary>
    public Deed Next()
    {
        if (made.Count > 0 && dice.Chance(0.15)) return dice.Pick(made) with { WasGood = false, WasRefused = false, IsOpen = false };
        var deed = dice.Pick(all)();
        if (!deed.Reads) made.Add(deed);
        return deed;
    }
}
