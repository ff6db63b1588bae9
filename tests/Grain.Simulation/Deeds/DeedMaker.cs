using Grain.Simulation.Model;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>Makes up what the people of a space want; every run has its own mixture.</summary>
internal sealed class DeedMaker
{
    private readonly Dice dice;
    private readonly List<Func<Deed>> all = [];
    private readonly List<Deed> made = [];

    public DeedMaker(People people, Dice dice, Conductor conductor, Ledgers ledgers)
    {
        (this.dice, People) = (dice, people);
        var (grants, grain) = (new GrantDeeds(people, dice, conductor, ledgers), new GrainDeeds(people, dice, conductor, ledgers));
        var (lines, webhooks) = (new LineDeeds(people, dice, conductor), new WebhookDeeds(people, dice, conductor));
        var boards = new BoardDeeds(people, ledgers);
        Others = new OtherDeeds(people, dice, conductor, ledgers);
        Func<Deed> read = () => lines.Of(Lines.Reads), steer = () => lines.Of(Lines.Steering), loose = () => lines.Of(Lines.Loose);
        Func<Deed>[][] areas = people.AreLoose ? [[loose, loose, loose, read, steer, webhooks.Issue, webhooks.Issue, webhooks.Other]] :
        [
            [grants.One, grants.One, grants.Many, grants.Queued, grants.Queued, grants.Queued, grants.TakenBack, grants.TakenBack],
            [grain.Mint, grain.Burn, grain.Transfer, grain.Transfer, grain.Everything, grain.Everything, grain.Distribute, grain.Freeze],
            [grain.Hold, grain.Hold, grain.Commit, grain.Void], [Others.Task, Others.Task, Others.Task], [Others.Fact, Others.Fact],
            [Others.Read, Others.Read, boards.Board, boards.Person], [read], [steer, steer, grants.Approved],
        ];
        foreach (var area in areas)
            for (var share = dice.Below(4); share > 0; share--) all.AddRange(area);
        all.AddRange(people.AreLoose ? areas[0]
            : [grants.One, grants.Queued, grain.Transfer, grain.Mint, Others.Task, Others.Read, Others.Fact]);
    }

    public People People { get; }

    public OtherDeeds Others { get; }

    /// <summary>The next deed: a new one, or an earlier one once more.</summary>
    public Deed Next()
    {
        if (made.Count > 0 && dice.Chance(0.15)) return dice.Pick(made) with { WasGood = false, WasRefused = false, IsOpen = false };
        var deed = dice.Pick(all)();
        if (!deed.Reads) made.Add(deed);
        return deed;
    }
}
