using Grain.Functions.Ledgers.Activities.Log;

namespace Grain.Functions.Reads.People;

/// <summary>
/// Finds what the activity of a space has of a person: their accounts, days, and lines of the log, which all people share.
/// </summary>
internal sealed class PersonActivity(ActivityLedger ledger)
{
    /// <summary>Writes it.</summary>
    public async Task WriteAsync(KnownPerson person, PersonFile file, CancellationToken cancellation)
    {
        var (store, space) = (ledger.Store, person.Space.Name);
        await file.ListAsync("activity", async () =>
        {
            foreach (var account in person.Accounts)
            {
                var stored = await store.ReadAccountAsync(space, account, cancellation);
                if (stored.Version is not null) await file.ItemAsync(json =>
                {
                    json.WriteString("account", account);
                    json.WritePropertyName("totals");
                    JsonSerializer.Serialize(json, stored.Account, ActivityJson.Stored.ActivityAccount);
                });
            }
        });
        await file.ItemsAsync("days", account => store.ReadAllDaysAsync(space, account, cancellation), (json, account, day) =>
        {
            json.WriteString("account", account);
            json.WriteString("day", DateOnly.FromDayNumber(day.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteNumber("events", day.Totals.Events);
            json.WriteNumber("requests", day.Totals.Requests);
            json.WriteNumber("cacheHits", day.Totals.CacheHits);
            json.WriteNumber("tokensSaved", day.Totals.TokensSaved);
        });
        await file.ListAsync("facts", async () =>
        {
            await foreach (var line in store.ReadLogAsync(space, cancellation))
                if (person.Is(ActivityRecord.Parse(line).Fact.Caller)) await file.RawAsync(line);
        });
    }
}
