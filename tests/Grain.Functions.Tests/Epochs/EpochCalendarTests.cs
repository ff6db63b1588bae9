using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Epochs;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Spaces;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>Whatever is configured and whenever, epochs adjoin, grow and have ids of their own, and there is always a next one.</summary>
public sealed class EpochCalendarTests
{
    private static readonly string[] Zones =
        ["UTC", "Europe/Vienna", "Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns"];
    private static readonly int[] Lengths = [1, 1, 2, 7, 30, 400];

    [Fact]
    public void Under_every_sequence_of_changes_epochs_adjoin_and_grow_with_ids_in_order_and_never_end() =>
        Prop.ForAll<(byte Zone, byte Length, short Anchor, bool On, bool All, ushort Minutes)[]>(steps =>
        {
            var (epochs, now) = (new List<Epoch>(), Time("2011-12-20T00:00:00Z"));
            var space = Space(new EpochSchedule(), now);
            foreach (var step in steps)
            {
                now = now.AddMinutes(step.Minutes);
                Close(space, epochs, now);
                space = space.With(new SpaceConfig { Enabled = step.On, Epochs = Schedule(step.Zone, step.Length, step.Anchor, step.All) },
                    now);
            }

            space = space.With(new SpaceConfig { Epochs = space.Config.Epochs }, now.AddMinutes(1));
            var before = epochs.Count;
            Close(space, epochs, now.AddDays(2 * Lengths[^1]));
            Assert.True(epochs.Count > before);
            foreach (var (epoch, next) in epochs.Zip(epochs.Skip(1)))
            {
                Assert.Equal(epoch.End, next.Start);
                Assert.True(string.CompareOrdinal(epoch.Id, next.Id) < 0, $"{epoch.Id} before {next.Id}");
            }

            Assert.All(epochs, epoch => Assert.True(epoch.Minutes > 0 && epoch.Id.Length <= 15, epoch.ToString()));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Pacific/Kiritimati", "Pacific/Honolulu", "2026-06-05T0001")] // the same instant and day of another month's page
    [InlineData("UTC", "Pacific/Honolulu", "2026-06-05T1400")]
    [InlineData("UTC", "Europe/Vienna", "2026-06-06T0200")]
    public void A_zone_further_west_never_gives_an_id_twice(string before, string after, string id)
    {
        var last = Days(before).Containing(Time("2026-06-05T08:00:00Z"));
        var next = EpochCalendar.Due(Space(Days(after), last.Start), last, last.End.AddDays(9))!.Epoch;
        Assert.Equal((id, last.End), (next.Id, next.Start));
    }

    [Fact]
    public void A_day_that_a_country_leaves_out_makes_no_epoch()
    {
        var day = Days("Pacific/Apia").Containing(Time("2011-12-29T09:59:00Z"));
        var ids = new List<string>();
        for (var i = 0; i < 4; i++, day = Days("Pacific/Apia").After(day))
        {
            ids.Add(day.Id);
            Assert.InRange(day.Minutes, 23 * 60, 25 * 60);
            Assert.Equal(day, Days("Pacific/Apia").Containing(day.End.AddMinutes(-1)));
        }

        Assert.Equal(["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"], ids);
    }

    [Fact]
    public void What_a_changed_schedule_cuts_short_knows_how_long_it_would_have_been()
    {
        var week = new EpochSchedule().Containing(Time("2026-11-15T00:00:00Z"));
        var tuesdays = Space(new EpochSchedule { Anchor = new DateTime(2026, 11, 24, 0, 0, 0, DateTimeKind.Unspecified) }, week.Start);
        var stub = EpochCalendar.Due(tuesdays, week, week.End.AddDays(30))!;
        Assert.Equal((2 * 1440, 7 * 1440), (stub.Epoch.Minutes, stub.RegularMinutes!.Value));
        Assert.Null(EpochCalendar.Due(tuesdays, stub.Epoch, week.End.AddDays(30))!.RegularMinutes);
    }

    [Theory]
    // the epoch of the 18th ends while it is off: all up to the 15th is one
    [InlineData("01-20", "02-20", null, "2026-01-18 2026-02-15 2026-02-22")]
    [InlineData("01-20", "02-20", CatchUp.All, "2026-01-18 2026-01-25 2026-02-01 2026-02-08 2026-02-15 2026-02-22")]
    [InlineData("01-20", "01-23", null, "2026-01-18 2026-01-25 2026-02-01 2026-02-08 2026-02-15 2026-02-22")] // none ended
    // one ended: it is one already
    [InlineData("01-26", "02-03", null, "2026-01-18 2026-01-25 2026-02-01 2026-02-08 2026-02-15 2026-02-22")]
    public void Weeks_in_which_a_space_is_off_are_one_epoch_unless_it_wants_all(string off, string on, CatchUp? catchUp, string ids)
    {
        var schedule = new EpochSchedule { First = Time("2026-01-18T00:00:00Z"), CatchUp = catchUp };
        var space = Space(schedule, Time("2026-01-18T00:00:00Z"))
            .With(new SpaceConfig { Epochs = schedule, Enabled = false }, Time($"2026-{off}T00:00:00Z"))
            .With(new SpaceConfig { Epochs = schedule }, Time($"2026-{on}T00:00:00Z"));
        Assert.Equal(ids, Ids(space, "2026-03-02T00:00:00Z"));
    }

    [Fact]
    public void What_was_due_before_a_space_was_switched_off_is_caught_up_in_order_and_one_that_never_was_on_owes_nothing_of_before()
    {
        var schedule = new EpochSchedule { First = Time("2026-01-18T00:00:00Z") };
        var (on, off) = (new SpaceConfig { Epochs = schedule }, new SpaceConfig { Epochs = schedule, Enabled = false });
        var (now, then) = (Time("2026-02-10T00:00:00Z"), "2026-02-23T00:00:00Z");
        Assert.Equal("2026-01-18 2026-01-25 2026-02-01 2026-02-08 2026-02-15",
            Ids(Space(schedule, now).With(off, now).With(on, now.AddHours(1)), then));
        Assert.Equal("2026-01-18 2026-02-08 2026-02-15", Ids((Space(schedule, now) with { Config = off }).With(on, now.AddHours(1)), then));
    }

    [Fact]
    public void Switching_off_and_on_often_does_not_push_out_a_long_time_off()
    {
        var schedule = new EpochSchedule { First = Time("2026-01-18T00:00:00Z") };
        var (on, off) = (new SpaceConfig { Epochs = schedule }, new SpaceConfig { Epochs = schedule, Enabled = false });
        var now = Time("2026-02-20T00:00:00Z");
        var space = Space(schedule, Time("2026-01-18T00:00:00Z")).With(off, Time("2026-01-20T00:00:00Z")).With(on, now);
        for (var i = 0; i < 50; i++) space = space.With(off, now.AddMinutes(2 * i)).With(on, now.AddMinutes((2 * i) + 1));
        Assert.Equal("2026-01-18 2026-02-15", Ids(space, "2026-02-23T00:00:00Z"));
    }

    private static string Ids(Space space, string now)
    {
        var epochs = new List<Epoch>();
        Close(space, epochs, Time(now));
        return string.Join(' ', epochs.Select(epoch => epoch.Id));
    }

    private static void Close(Space space, List<Epoch> epochs, DateTimeOffset now)
    {
        if (!space.Config.Enabled) return;
        while (EpochCalendar.Due(space, epochs.Count > 0 ? epochs[^1] : null, now) is { } due && epochs.Count < 5000) epochs.Add(due.Epoch);
    }

    private static EpochSchedule Schedule(byte zone, byte length, short anchor, bool all) => new()
    {
        TimeZone = Zones[zone % Zones.Length],
        LengthDays = Lengths[length % Lengths.Length],
        Anchor = new DateTime(2011, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(anchor),
        CatchUp = all ? CatchUp.All : null,
    };

    private static EpochSchedule Days(string zone) => new() { LengthDays = 1, TimeZone = zone };

    private static Space Space(EpochSchedule schedule, DateTimeOffset createdAt) =>
        new("s", 1, createdAt, 1, new SpaceConfig { Epochs = schedule }, default);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
