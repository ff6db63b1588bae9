using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Buddies;
using Xunit;

namespace Grain.Functions.Tests.Activity;

public sealed class BuddyTests
{
    [Fact]
    public void The_sources_right_number_9_3_million_tokens_are_level_27()
    {
        var stats = new Stats { TotalTokensSaved = 9_304_882 };
        Assert.Equal(38_770, BuddyLevel.XpOf(stats));
        Assert.Equal(new BuddyLevel(27, 38_770, 53 * 28 * 28), BuddyLevel.Of(38_770));
        Assert.Equal(27, BuddyLevel.Of(38_908).Level);
    }

    [Fact]
    public void Hits_races_and_facts_add_50_25_and_10() =>
        Assert.Equal(2 + 150 + 50 + 40,
            BuddyLevel.XpOf(new Stats { TotalTokensSaved = 480, CacheHits = 3, RaceWins = 2, FactsStored = 4 }));

    [Theory]
    [InlineData(0, 1, 212)]
    [InlineData(53, 1, 212)]
    [InlineData(211, 1, 212)]
    [InlineData(212, 2, 477)]
    [InlineData(476, 2, 477)]
    [InlineData(477, 3, 848)]
    public void Bug_next_level_at_53_the_next_level_begins_where_it_says(long xp, long level, long next) =>
        Assert.Equal(new BuddyLevel(level, xp, next), BuddyLevel.Of(xp));

    [Fact]
    public void The_level_is_the_root_of_xp_by_53_and_rises_exactly_at_next_level()
    {
        var random = new Random(3);
        foreach (var xp in Enumerable.Range(0, 500).Select(_ => random.NextInt64(long.MaxValue) >> random.Next(62)).Append(long.MaxValue)
            .Append(53L * 100_000 * 100_000))
        {
            var level = BuddyLevel.Of(xp);
            Assert.True((Int128)53 * level.Level * level.Level <= xp || level.Level == 1, $"{xp}: level {level.Level} has not begun");
            Assert.True((Int128)53 * (level.Level + 1) * (level.Level + 1) > xp, $"{xp}: level {level.Level} is over");
            if (level.NextLevelAt < long.MaxValue)
                Assert.Equal((level.Level, level.Level + 1),
                    (BuddyLevel.Of(level.NextLevelAt - 1).Level, BuddyLevel.Of(level.NextLevelAt).Level));
        }
    }

    [Fact]
    public void Bug_hard_coded_baseline_a_newcomer_begins_with_nothing()
    {
        var buddy = Buddy.Of("ada", new Stats(), null);
        Assert.Equal((1, 0, 0, 0, 0), (buddy.Level, buddy.Xp, buddy.TokensSaved, buddy.CostSaved.Nano, buddy.StreakDays));
        Assert.Equal(("harvest-mouse", Rarity.Common, 0), (buddy.SpeciesId, buddy.Rarity, buddy.StageIndex));
    }

    [Fact]
    public void Bug_first_unlocked_species_instead_of_the_rarest()
    {
        Assert.Equal("token-fox", Buddy.Of("ada", new Stats { TotalTokensSaved = 1_000, TotalRequests = 1 }, 0).SpeciesId);
        Assert.Equal("cache-cat",
            Buddy.Of("ada", new Stats { TotalTokensSaved = 2_000_000, CacheHits = 10, LongestStreak = 6 }, 0).SpeciesId);
        Assert.Equal("gateway-dragon",
            Buddy.Of("ada", new Stats { TotalTokensSaved = 2_000_000, CacheHits = 10, LongestStreak = 7 }, 0).SpeciesId);
    }

    [Fact]
    public void Bug_the_dragon_unlocks_at_one_request() =>
        Assert.DoesNotContain(Buddy.Of("ada", new Stats { TotalRequests = 1 }, 0).UnlockedSpecies,
            species => species.Unlocked && species.Rarity == Rarity.Legendary);

    [Fact]
    public void A_chosen_species_is_shown_if_it_is_unlocked()
    {
        var stats = new Stats { TotalTokensSaved = 1_000, CacheHits = 10 };
        Assert.Equal("token-fox", Buddy.Of("ada", stats, 0, "token-fox").SpeciesId);
        Assert.Equal("cache-cat", Buddy.Of("ada", stats, 0, "gateway-dragon").SpeciesId);
        Assert.Equal("cache-cat", Buddy.Of("ada", stats, 0, "unicorn").SpeciesId);
    }

    [Theory]
    [InlineData(0, "Egg")]
    [InlineData(10_000, "Hatchling")]
    [InlineData(99_999, "Hatchling")]
    [InlineData(100_000, "Drake")]
    [InlineData(1_000_000, "Dragon")]
    [InlineData(10_000_000, "Elder Dragon")]
    public void Stages_are_reached_by_tokens_saved(long tokens, string stage)
    {
        var dragon = BuddyBook.Species.Single(species => species.Id == "gateway-dragon");
        Assert.Equal(stage, dragon.Stages[dragon.StageOf(new Stats { TotalTokensSaved = tokens })].Name);
    }

    [Theory]
    [InlineData(7, 500, 0, Mood.Excited)]
    [InlineData(0, 0, null, Mood.Sleepy)]
    [InlineData(0, 500, 7, Mood.Sleepy)]
    [InlineData(1, 9, 0, Mood.Hungry)]
    [InlineData(1, 10, 0, Mood.Happy)]
    [InlineData(0, 10, 3, Mood.Content)]
    public void The_mood_follows_the_days(int streak, int events, int? idle, Mood mood)
    {
        var buddy = Buddy.Of("ada", new Stats { StreakDays = streak, TotalEvents = events }, idle);
        Assert.Equal(mood, buddy.Mood);
        Assert.NotEmpty(buddy.Speech);
    }

    [Fact]
    public void Whoever_has_no_gateway_has_a_buddy_that_grows_by_contributions()
    {
        var buddy = Buddy.Of("github/octocat", new Stats { Contributions = 60, Reviews = 25, TotalEvents = 60, StreakDays = 2 }, 0);
        Assert.Equal(("review-owl", 7), (buddy.SpeciesId, buddy.Level));
        Assert.Equal("meadow-bee", Buddy.Of("github/octocat", new Stats { Contributions = 60, TotalEvents = 60 }, 0).SpeciesId);
    }

    [Fact]
    public void The_name_belongs_to_owner_and_species_for_ever()
    {
        Assert.Equal(Buddy.NameOf("adatoken-fox"), Buddy.Of("ada", new Stats { TotalTokensSaved = 5_000 }, 0).Name);
        Assert.Equal(Buddy.Of("ada", new Stats(), 0).Name, Buddy.Of("ada", new Stats { TotalRequests = 5 }, 0).Name);
        Assert.InRange(Enumerable.Range(0, 500).Select(i => Buddy.NameOf($"caller-{i}")).Distinct().Count(), 20, 23);
    }

    [Fact]
    public void Every_species_can_be_reached_and_drawn()
    {
        Assert.All(BuddyBook.Species, species =>
        {
            Assert.Equal(0, species.Stages[0].From);
            Assert.Equal(species.Stages.OrderBy(stage => stage.From), species.Stages);
            Assert.All(species.Stages, stage => Assert.True(stage.Art.Count >= 3 && stage.Art.Distinct().Count() > 1
                && stage.Art.Select(line => line.Length).Distinct().Count() == 1, stage.Name));
        });
        Assert.Equal(BuddyBook.Species.Count, BuddyBook.Species.Select(species => species.Id).Distinct().Count());
    }
}
