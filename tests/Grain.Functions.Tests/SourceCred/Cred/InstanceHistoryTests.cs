using Grain.Functions.Epochs.Calculation;
using Grain.Functions.SourceCred.Cred;
using Grain.Functions.SourceCred.Cred.Importing;
using Xunit;

namespace Grain.Functions.Tests.SourceCred.Cred;

/// <summary>What is kept of an instance's cred.</summary>
public sealed class InstanceHistoryTests
{
    private static readonly IntervalCred Shown =
        new([0, 10], 20, [new("a", "Ada", [1, 2]), new("b", "Bob", [0, 0]), new("x", "X", [0, 5])]);

    private static readonly ImportedPerson[] People =
    [
        new("b", "grain-b", []),
        new("a", "grain-a", [(At(10), new(5)), (At(19), new(2)), (At(20), new(9))]),
    ];

    [Fact]
    public void Shown_numbers_stand_as_they_are_and_those_computed_again_beside_them()
    {
        var notes = new InstanceNotes();
        var again = new IntervalCred([10], 20, [new("a", "Ada", [2.5])]);
        var history = InstanceHistory.Of((Shown, "output/credGrainView"), again, People, notes)!;
        Assert.Equal(("SourceCred", "output/credGrainView", 20), (history.Source, history.File, history.EndMs));
        var ada = Assert.Single(history.People);
        Assert.Equal("grain-a", ada.Id);
        Assert.Equal((double[])[1, 2], ada.Cred);
        Assert.Equal((double[])[0, 2.5], ada.Recomputed);
        Assert.Equal([new EarlierPayment(1, new(7)), new EarlierPayment(2, new(9))], ada.Paid);
        Assert.Equal("output/credGrainView, x", Assert.Single(notes.All).What);
    }

    [Fact]
    public void Where_nothing_is_shown_what_was_computed_again_is_the_history()
    {
        var history = InstanceHistory.Of(null, Shown, People, new InstanceNotes())!;
        Assert.Null(history.File);
        Assert.Null(history.People[0].Recomputed);
        Assert.Equal((double[])[1, 2], history.People[0].Cred);
        Assert.Null(InstanceHistory.Of(null, null, People, new InstanceNotes()));
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
