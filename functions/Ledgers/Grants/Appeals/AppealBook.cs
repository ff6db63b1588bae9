using Azure.Data.Tables;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Grants.Appeals;

/// <summary>
/// The appeals of all spaces: table <c>appeals</c>, the space's name as partition, a row each. The row's key is the hash of the person and
/// a number from 1, so that of two that are filed at one moment one is inserted.
/// </summary>
internal sealed class AppealBook(StorageService storage, PeopleVault vault, TimeProvider time)
{
    /// <summary>Characters of a reason.</summary>
    public const int ReasonMax = 2000;

    /// <summary>A person's appeals in all; who has more to say talks to a steward.</summary>
    public const int AppealsMax = 50;

    /// <summary>Appeals of a space that are listed.</summary>
    private const int ListedMax = 1000;

    private const int FormatVersion = 1;
    private const int HashDigits = 32;

    private readonly Table table = storage.For("appeals").Table("appeals");

    /// <summary>Files an appeal. The same again while it waits is found.</summary>
    /// <exception cref="ProblemException">409: another of theirs waits, or they have filed too many.</exception>
    public async Task<(Appeal Appeal, bool IsNew)> FileAsync(
        Space space, string person, string contributor, string text, CancellationToken cancellation)
    {
        var reason = await SealedAsync(space, person, text, cancellation);
        return await storage.Contention.UntilDoneAsync($"The appeals of {person}", async () =>
        {
            var earlier = await OfPersonAsync(space.Name, person, cancellation);
            if (earlier.Count > 0 && earlier[^1] is { Decision: null } waits)
                return waits.Contributor == contributor && waits.Reason == reason ? (true, (waits, false))
                    : throw new ProblemException(Problem.Conflict("An appeal of yours waits to be decided; one at a time."));
            if (earlier.Count == AppealsMax)
                throw new ProblemException(Problem.Conflict($"{AppealsMax} appeals were decided; talk to a steward."));
            var appeal = new Appeal(IdOf(person, earlier.Count + 1), person, contributor, reason, time.GetUtcNow());
            return (await table.TryTransactAsync([Table.Write(Row(space.Name, appeal), null)], cancellation) is not null, (appeal, true));
        }, cancellation);
    }

    /// <summary>The id of the appeal that a person would file now: of the one that waits, or the next.</summary>
    public async Task<string> NextIdAsync(string space, string person, CancellationToken cancellation)
    {
        var earlier = await OfPersonAsync(space, person, cancellation);
        return earlier is [.., { Decision: null } waits] ? waits.Id : IdOf(person, earlier.Count + 1);
    }

    /// <summary>A person's appeals, the oldest first.</summary>
    public async Task<IReadOnlyList<Appeal>> OfPersonAsync(string space, string person, CancellationToken cancellation) =>
        await table.QueryAsync(Filters.Prefix(space, PrefixOf(person)), cancellation).Select(Read).ToListAsync(cancellation);

    /// <summary>The appeals of a space that wait, or all, the oldest first.</summary>
    public async Task<IReadOnlyList<Appeal>> OfSpaceAsync(string space, bool all, CancellationToken cancellation) =>
        [.. (await table.QueryAsync(Filters.Range(space, "0", "g"), cancellation: cancellation).Select(Read)
            .Where(appeal => all || appeal.Decision is null).Take(ListedMax).ToListAsync(cancellation)).OrderBy(appeal => appeal.FiledAt)];

    /// <summary>An appeal; <see langword="null"/> if there is none of that id.</summary>
    public async Task<Appeal?> FindAsync(string space, string id, CancellationToken cancellation) =>
        id.Length <= 2 * HashDigits && await table.FindAsync(space, TableKey.Escape(id), cancellation) is { } row ? Read(row) : null;

    /// <summary>Decides an appeal, once.</summary>
    /// <returns>The appeal as it was decided: by this, or before.</returns>
    public Task<Appeal> DecideAsync(Space space, string id, AppealDecision decision, CancellationToken cancellation) =>
        storage.Contention.UntilDoneAsync($"The appeal {id}", async () =>
        {
            var row = await table.FindAsync(space.Name, TableKey.Escape(id), cancellation)
                ?? throw new ProblemException(Problem.NotFound($"There is no appeal '{id}'."));
            if (Read(row) is { Decision: null } waits)
            {
                var reason = await SealedAsync(space, waits.Person, decision.Reason, cancellation);
                var decided = waits with { Decision = decision with { Reason = reason } };
                return (await table.TryTransactAsync([Table.Write(Row(space.Name, decided), row.ETag)], cancellation) is not null, decided);
            }

            return (true, Read(row));
        }, cancellation);

    /// <summary>What is said of somebody goes with them when they are erased.</summary>
    private async Task<string> SealedAsync(Space space, string person, string text, CancellationToken cancellation) =>
        space.IsSealed ? await vault.SealAsync(space.Name, [person], text, cancellation) ?? "" : text;

    private static string PrefixOf(string person) => $"{JournalHash.Of(person)[..HashDigits]}-";

    private static string IdOf(string person, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(person)}{number:D4}");

    private static TableEntity Row(string space, Appeal appeal) => new TableEntity(space, TableKey.Escape(appeal.Id))
    {
        ["Format"] = FormatVersion,
    }.SetText("Appeal", JsonSerializer.Serialize(appeal, AppealJson.Default.Appeal));

    private static Appeal Read(TableEntity row) => row.Required<int>("Format") == FormatVersion
        ? JsonSerializer.Deserialize(row.Text("Appeal"), AppealJson.Default.Appeal)!
        : throw new InvalidDataException($"Row {row.Place()} of appeals has format {row.Required<int>("Format")}.");
}
