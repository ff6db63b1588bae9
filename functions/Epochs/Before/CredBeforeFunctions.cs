using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Epochs.Before;

/// <summary>
/// The address <c>GET /api/spaces/{space}/cred/before?person=</c>: cred from before the first epoch, as it was computed elsewhere.
/// </summary>
internal sealed class CredBeforeFunctions(EarlierCreds creds, RegisterStore registers, FaceReader people)
{
    private const int PageDefault = 100;
    private const int PageMax = 1000;

    private static ApiOperation Read => new ApiOperation("Epochs", "Cred from before the first epoch, which an import brought in")
        .Published(Role.Reader)
        .Says("`cred` is as it was computed where it came from, to the last digit. `recomputed` is what Grain computes of the graphs, "
            + "weights and ledger that came with it. Policies count these intervals as if they were epochs.")
        .Query("person", "Tell this person alone, by any id of theirs, interval by interval.")
        .Page(PageDefault, PageMax)
        .Answers(200, "A page of people, most cred first; nobody where nothing was imported.",
            CredBeforeAnswerJson.Default.CredBeforeAnswer.InGrain())
        .Refuses(404, "Nothing was imported of this person.");

    [Function("CredReadBefore"), Operation("getCredBefore", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/cred/before")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (person, start, size) = QueryReader.Of(request, query => (
            query.Checked(query.Text("person"), "person", id => id is not { Length: > JournalKeys.AccountLengthMax },
                $"has more than {JournalKeys.AccountLengthMax} characters"),
            query.Start(), query.Size(PageDefault, PageMax)));
        var cred = await creds.ReadShownAsync(space, cancellation) ?? EarlierCred.None;
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var all = PersonBefore.Of(cred, register, faces);
        var shown = all;
        if (person is not null)
        {
            var asked = register.Resolve((await people.FindAsync(space, faces, person, cancellation)).Account);
            shown = [.. all.Where(one => one.Id == faces.IdOf(asked)).Select(one => one.WithIntervals(cred, register, asked))];
            if (shown.Length == 0)
                return Problem.NotFound($"Of '{person}' the space '{space.Name}' has no cred from before its first epoch.");
        }

        PersonBefore[] page = [.. shown.Skip((int)Math.Min(start, shown.Length)).Take(size)];
        return Results.Json(new CredBeforeAnswer(
            space.Name, cred.Source, cred.File, space.Config.Before?.Cred, cred.Intervals > 0 ? Time(cred.StartsMs[0]) : null,
            cred.Intervals > 0 ? Time(cred.EndMs) : null, cred.Intervals, cred.People.Sum(one => one.Cred.Sum()),
            cred.People.Any(one => one.Recomputed is not null) ? cred.People.Sum(one => one.Recomputed?.Sum() ?? 0) : null, page,
            start + page.Length < shown.Length && page.Length > 0 ? start + page.Length : null),
            CredBeforeAnswerJson.Default.CredBeforeAnswer.InGrain(space.Config.Token.Decimals));
    }

    internal static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}

/// <summary>Cred from before the first epoch.</summary>
/// <param name="Space">The space.</param>
/// <param name="Source">Who computed it; absent where nothing was imported.</param>
/// <param name="File">Where it stood there; absent if it was computed again only.</param>
/// <param name="Hash">SHA-256 of what is stored: the configuration names it, and each epoch pins it.</param>
/// <param name="From">Where the first interval begins.</param>
/// <param name="Until">Where the last one ends.</param>
/// <param name="IntervalCount">How many intervals there are.</param>
/// <param name="Cred">Everybody's cred together.</param>
/// <param name="Recomputed">The same as Grain computes it; absent if it could not.</param>
/// <param name="People">A page of people.</param>
/// <param name="Next">The <c>after</c> of the next page.</param>
internal sealed record CredBeforeAnswer(
    string Space, string? Source, string? File, string? Hash, DateTimeOffset? From, DateTimeOffset? Until, int IntervalCount, double Cred,
    double? Recomputed, IReadOnlyList<PersonBefore> People, long? Next);

/// <summary>A person's cred from before.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Cred">All of it.</param>
/// <param name="Recomputed">The same as Grain computes it.</param>
/// <param name="Received">What they received, in base units.</param>
internal sealed record PersonBefore(string Id, string Name, double Cred, double? Recomputed, GrainAmount Received)
{
    /// <summary>Interval by interval, if somebody was asked for.</summary>
    public IReadOnlyList<IntervalBefore>? Intervals { get; init; }

    /// <summary>Everybody as they are shown, most cred first. Who is one person now is told as one.</summary>
    public static PersonBefore[] Of(EarlierCred cred, CommunityRegister register, Faces faces) =>
    [
        .. cred.People.GroupBy(one => register.Resolve(one.Id), StringComparer.Ordinal).Where(group => faces.IdOf(group.Key) is not null)
            .Select(group => new PersonBefore(faces.IdOf(group.Key)!,
                faces.NameOf(group.Key, register.Find(group.Key)?.Name ?? group.Key), group.Sum(one => one.Cred.Sum()),
                group.All(one => one.Recomputed is null) ? null : group.Sum(one => one.Recomputed?.Sum() ?? 0),
                GrainAmount.Sum(group.SelectMany(one => one.Paid ?? []).Select(paid => paid.Amount))))
            .OrderByDescending(one => one.Cred).ThenBy(one => one.Id, StringComparer.Ordinal),
    ];

    /// <summary>The same, interval by interval.</summary>
    public PersonBefore WithIntervals(EarlierCred cred, CommunityRegister register, string person)
    {
        EarlierPerson[] own = [.. cred.People.Where(one => register.Resolve(one.Id) == person)];
        return this with
        {
            Intervals =
            [
                .. Enumerable.Range(0, cred.Intervals).Select(at => new IntervalBefore(
                    CredBeforeFunctions.Time(cred.StartsMs[at]),
                    CredBeforeFunctions.Time(at + 1 < cred.Intervals ? cred.StartsMs[at + 1] : cred.EndMs), own.Sum(one => one.Cred[at]),
                    Recomputed is null ? null : own.Sum(one => one.Recomputed?[at] ?? 0),
                    GrainAmount.Sum(own.SelectMany(one => one.Paid ?? []).Where(paid => paid.Interval == at).Select(paid => paid.Amount)))),
            ],
        };
    }
}

/// <summary>An interval from before.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Cred">The cred.</param>
/// <param name="Recomputed">The same as Grain computes it.</param>
/// <param name="Received">What was received and counts in it, in base units.</param>
internal sealed record IntervalBefore(DateTimeOffset Start, DateTimeOffset End, double Cred, double? Recomputed, GrainAmount Received);

/// <summary>How it is answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CredBeforeAnswer))]
internal sealed partial class CredBeforeAnswerJson : JsonSerializerContext;
