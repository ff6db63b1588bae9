using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>person ID</c>: what a person has, and what they did last.</summary>
internal static class PersonCommand
{
    private const int EventsDefault = 10;
    private const int EventsMax = 100;
    private const int CredShown = 12;

    internal static Command Create()
    {
        var id = Id();
        var person = Show(id);
        person.Add(PersonFileCommands.Export());
        person.Add(PersonFileCommands.Remains());
        person.Add(PersonErasure.Create());
        return person;
    }

    /// <summary>Who is meant.</summary>
    internal static Argument<string> Id() => new("ID") { Description = "Any id of theirs, as in github/ada." };

    private static Command Show(Argument<string> id)
    {
        var events = Ask.Number("--events", EventsDefault, 0, EventsMax, "How many of their latest events to show.");
        return AppVerb.InSpace("person", "Shows what a person has: points, cred, grain, streak, achievements and latest events.",
            [id, events], async (call, cancellation) =>
            {
                var person = await call.GetAsync("contributors" + ApiQuery.Of(("id", call.Get(id))), cancellation);
                var caller = person.Read(VerbJson.Default.PersonView).Identity;
                var all = new List<(string Name, HttpAnswer? Answer)> { ("contributor", person) };
                foreach (var part in (string[])["streak", "buddy", "achievements"])
                    all.Add((part, await OpenAsync(call, $"activity/{part}" + ApiQuery.Of(("caller", caller)), cancellation)));
                if (call.Get(events) is > 0 and var most)
                    all.Add(("events", await OpenAsync(call,
                        "activity/events" + ApiQuery.Of(("caller", caller), ("limit", $"{most}")), cancellation)));
                if (call.AsJson) WriteJson(call, all);
                else Write(call.Output, all);
            });
    }

    /// <summary>What the person has made private is not shown.</summary>
    private static async Task<HttpAnswer?> OpenAsync(AppCall call, string path, CancellationToken cancellation)
    {
        try
        {
            return await call.GetAsync(path, cancellation);
        }
        catch (RefusedException refused) when (refused.Status == HttpStatusCode.Forbidden && refused.Kind == "forbidden")
        {
            return null;
        }
    }

    private static void WriteJson(AppCall call, List<(string Name, HttpAnswer? Answer)> all) => call.Output.WriteLine(
        new JsonObject(all.Select(part => KeyValuePair.Create(part.Name, part.Answer is null ? null : JsonNode.Parse(part.Answer.Body))))
            .ToJsonString(ReadableJson.Options));

    private static void Write(TextWriter output, List<(string Name, HttpAnswer? Answer)> all)
    {
        T? Of<T>(string name, JsonTypeInfo<T> shape) where T : class => all.Find(part => part.Name == name).Answer?.Read(shape);
        void Line(string title, string? text)
        {
            if (!string.IsNullOrEmpty(text)) output.WriteLine($"  {title,-13} {Plain.Text(text)}");
        }

        var person = Of("contributor", VerbJson.Default.PersonView)!;
        output.WriteLine(Plain.Text(person.Name == person.Identity ? person.Identity : $"{person.Name} ({person.Identity})"));
        Line("also", string.Join(", ", person.Accounts.Where(account => account != person.Identity)));
        Line("tier", person.Tier);
        Line("points", $"{Shown.Of(person.Points.Total)} by {Shown.Count(person.Points.Count, "grant")}, "
            + $"{person.Points.FirstAt:yyyy-MM-dd} to {person.Points.LastAt:yyyy-MM-dd}");
        Line("  for", Sums(person.Points.Categories));
        Line("  from", Sums(person.Points.Sources));
        Line("cred", person.Cred is { } cred ? $"{Shown.Of(cred.Cred)} (score {cred.Score}) as of the epoch {cred.Epoch}" : "none yet");
        Line("grain", $"{Amount.Of(person.Grain.Balance)}, of {Amount.Of(person.Grain.Received)} received");
        if (Of("streak", VerbJson.Default.StreakView) is { Streak: var streak })
            Line("streak", $"{Days(streak.Current)}, the longest {Days(streak.Longest)}");
        if (Of("achievements", VerbJson.Default.AchievementsView) is { } achieved)
            Line("achievements", $"{achieved.Unlocked.Count} of {achieved.Unlocked.Count + achieved.Locked.Count}"
                + string.Concat(achieved.Unlocked.Select((each, i) => $"{(i == 0 ? ": " : ", ")}{each.Title}")));
        if (Of("buddy", VerbJson.Default.BuddyView) is { Buddy: var buddy })
            Line("buddy", $"{buddy.Name}, {buddy.Species} of level {buddy.Level}, {buddy.Mood}");
        if (all.Exists(part => part.Answer is null)) Line("activity", "is private");
        if (person.Cred?.History.Where(epoch => epoch.Cred > 0).TakeLast(CredShown).ToArray() is { Length: > 0 } history)
            TextTable.Write(output, history, ("Epoch", epoch => epoch.Epoch), ("#Cred", epoch => Shown.Of(epoch.Cred)),
                ("#Score", epoch => epoch.Score));
        if (Of("events", VerbJson.Default.EventsView) is { Events.Count: > 0 } latest)
            TextTable.Write(output, latest.Events, ("Latest", row => $"{row.Ts:yyyy-MM-dd HH:mm}"), ("", row => row.Type),
                ("", row => row.Detail));
    }

    private static string Sums(SortedDictionary<string, decimal> sums) => string.Join(", ",
        sums.OrderByDescending(sum => sum.Value).Select(sum => $"{sum.Key} {Shown.Of(sum.Value)}"));

    private static string Days(int days) => Shown.Count(days, "day");
}
