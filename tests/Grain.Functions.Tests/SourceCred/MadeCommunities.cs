namespace Grain.Functions.Tests.SourceCred;

/// <summary>Ledgers of people who never were.</summary>
internal static class MadeCommunities
{
    public const string AdasAddress = "0x2Ccc7cD913677553766873483ed9eEDdB77A0Bb0";

    public static DateTimeOffset Week(int number) => MadeLedger.Start.AddDays(7 * number);

    /// <summary>All sixteen actions: chained merges, a catch-up, accounting off and on.</summary>
    public static MadeLedger All() => new MadeLedger()
        .Create("ada").Create("bob").Create("cyd").Create("dan").Create("mill", "PROJECT").Create("bot", "BOT")
        .Alias("ada", "sourcecred", "github", "USERLIKE", "USER", "Ada-M").Alias("bob", "sourcecred", "discord", "MEMBER", "user", "1234")
        .Alias("cyd", "sourcecred", "discourse", "user", "https://forum.example.org", "Cyd").Alias("dan", "other", "plugin", "USER", "dan")
        .Toggle("ada").Toggle("bob").Toggle("cyd").Toggle("dan").Toggle("mill")
        .Pay("d1", Week(1), ("ada", "1000000000000000000"), ("bob", "7"), ("cyd", "5"), ("dan", "0"))
        .Pay("d2", Week(2), MadeLedger.Policy("BALANCED", ("ada", "10"), ("cyd", "20")), ("ada", "10"), ("cyd", "20"))
        .Transfer("ada", "mill", "400000000000000000", "for the wheel").Transfer("bob", "bob", "3").Transfer("bob", "cyd", "0")
        .Rename("bob", "robert").Retype("mill", "ORGANIZATION")
        // cyd goes into dan, and dan with all of that into bob: both are active, and what comes for them later is bob's.
        .Merge("dan", "cyd").Merge("bob", "dan").Rename("ada", "cyd")
        .Pay("d3", Week(3), MadeLedger.Policy("RECENT", ("cyd", "100"), ("ada", "1")), ("cyd", "100"), ("ada", "1"))
        // More than bob's own account has: cyd's is gathered.
        .Transfer("dan", "ada", "120", null)
        .Plain("ENABLE_GRAIN_INTEGRATION").SetCurrency().PayoutAddress("ada", AdasAddress)
        .Pay("d4", Week(4), MadeLedger.Policy("SPECIAL", ("ada", "11")), ("ada", "11")).Executed("d4")
        .Plain("DISABLE_ACCOUNTING").Toggle("bob").Toggle("mill")
        .Pay("d5", Week(5), ("ada", "13"))
        .Plain("ENABLE_ACCOUNTING").Pay("d6", Week(6), ("ada", "17"))
        .Plain("DISABLE_GRAIN_INTEGRATION").Plain("REMOVE_EXTERNAL_CURRENCY").Toggle("bob")
        .Pay("d7", Week(7), ("ada", "19"), ("bob", "23"));

    /// <summary>A few events in three pieces, with whatever an event can write.</summary>
    public static MadeLedger Few() => new MadeLedger()
        .Create("ada").Create("bob").Create("cyd").Toggle("ada").Toggle("bob").Toggle("cyd").SetCurrency().PayoutAddress("ada", AdasAddress)
        .Pay("d1", Week(1), ("ada", "10"), ("bob", "7"), ("cyd", "5")).Merge("bob", "cyd").Transfer("bob", "ada", "9")
        .Plain("DISABLE_ACCOUNTING").Toggle("bob").Pay("d2", Week(2), ("ada", "3"))
        .Plain("ENABLE_ACCOUNTING").Pay("d3", Week(3), ("ada", "4"));

    /// <summary>Ten more events.</summary>
    public static MadeLedger Grown() => All()
        .Create("eve").Toggle("eve").Pay("d8", Week(8), ("eve", "29"), ("bob", "1")).Transfer("eve", "bob", "9").Rename("eve", "eva")
        .Alias("eve", "sourcecred", "github", "USERLIKE", "USER", "eve").Create("fay").Merge("eve", "fay").Transfer("bob", "ada", "2")
        .Pay("d9", Week(9), ("fay", "31"));
}
