using System.IO.Pipelines;
using System.Text.Encodings.Web;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Appeals;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Identities.Api;
using Grain.Functions.Ledgers.Scores;

namespace Grain.Functions.Reads.People;

/// <summary>
/// Writes down all that the books of a space hold of a person under their ids, as one JSON object. It is written as it is read, so that a
/// long history needs no memory. What was appended meanwhile may be in it or not.
/// </summary>
internal sealed class PersonExport(GrantLedger grants, GrantGuard guard, ScoreBuckets buckets, GrainLedger grain, CreditLedger credits,
    EscrowLedger escrows, ReplicaKeys replicas, PersonRegister registers, PersonActivity activity, ScoreBoard scores,
    PersonProposals proposals, AppealBook appeals,
    TimeProvider time)
{
    /// <summary>What the file says it is.</summary>
    public const string Format = "grain-person/1";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object.</summary>
    public async Task WriteAsync(KnownPerson person, Stream output, CancellationToken cancellation)
    {
        var pipe = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await using var json = new Utf8JsonWriter(pipe, Readable);
        var (space, file) = (person.Space.Journal, new PersonFile(json, pipe, person.Accounts, cancellation));
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("space", space.Name);
        json.WriteString("exportedAt", time.GetUtcNow());
        json.WriteString("id", person.Id);
        json.WriteStartArray("accounts");
        foreach (var account in person.Accounts) json.WriteStringValue(account);
        json.WriteEndArray();
        json.WritePropertyName("identity");
        JsonSerializer.Serialize(json, IdentityAnswer.Of(person.Register, person.Id), IdentityJson.Default.IdentityAnswer);
        await registers.WriteAsync(person, file, cancellation);
        await file.EntriesAsync("grants", account => grants.ReadEntriesAsync(space, account, 0, cancellation));
        await file.EntriesAsync("guards", account => guard.ReadEntriesAsync(person.Space, account, cancellation));
        await proposals.WriteAsync(person, file, cancellation);
        await AppealsAsync(person, file, cancellation);
        await file.ItemsAsync("scores", account => buckets.ReadBucketsAsync(space, account, cancellation), WriteBucket);
        await file.EntriesAsync("grain", account => grain.ReadEntriesAsync(space, account, cancellation));
        var tasks = new HashSet<string>(StringComparer.Ordinal);
        await file.EntriesAsync("credits", account => credits.ReadEntriesAsync(space, account, 0, cancellation),
            entry =>
        {
            if (entry is { Escrow: true, TaskId: { } task }) tasks.Add(task);
        });
        await new PersonFile(json, pipe, [.. tasks], cancellation).EntriesAsync("escrows",
            task => escrows.ReadEntriesAsync(space, task, cancellation));
        await file.ItemsAsync("replicas", account => KeysAsync(space, account, cancellation), WriteKey);
        await activity.WriteAsync(person, file, cancellation);
        if (await scores.ReadAsync(space.Name, cancellation) is { } board) await CredAsync(person, board, file);
        json.WriteEndObject();
        json.Flush();
        await pipe.CompleteAsync();
    }

    /// <summary>What they said against guards, under whichever id they stood then. Who decided is another's, and left out.</summary>
    private Task AppealsAsync(KnownPerson person, PersonFile file, CancellationToken cancellation) => file.ListAsync("appeals", async () =>
    {
        foreach (var account in person.Accounts)
            foreach (var appeal in await appeals.OfPersonAsync(person.Space.Name, account, cancellation))
                await file.RawAsync(JsonSerializer.Serialize(appeal.ForPerson(), AppealJson.Default.Appeal));
    });

    private async IAsyncEnumerable<ReplicaKey> KeysAsync(
        JournalSpace space, string node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var key in (await replicas.ReadAsync(space, node, cancellation)).Values) yield return key;
    }

    private static void WriteKey(Utf8JsonWriter json, string account, ReplicaKey key)
    {
        json.WriteString("account", account);
        json.WriteString("name", key.Name);
        json.WriteString("publicKey", key.PublicKey);
        if (key.RevokedAt is { } at) json.WriteString("revokedAt", at);
    }

    private static void WriteBucket(Utf8JsonWriter json, string account, Bucket bucket)
    {
        json.WriteString("account", account);
        json.WriteString("key", bucket.Key);
        json.WritePropertyName("points");
        json.WriteRawValue(bucket.Points.ToString());
        if (bucket.Grant is not { } grant) return;
        json.WritePropertyName("grant");
        JsonSerializer.Serialize(json, grant, GrantJson.Stored.Grant);
    }

    private static Task CredAsync(
        KnownPerson person, (CredScores Scores, IReadOnlyDictionary<string, ParticipantScore> ById) board, PersonFile file) =>
        file.ListAsync("cred", async () =>
        {
            foreach (var score in person.Accounts.Select(board.ById.GetValueOrDefault).OfType<ParticipantScore>())
                await file.ItemAsync(json =>
                {
                    json.WriteString("account", score.Id);
                    json.WriteString("asOf", board.Scores.Epoch);
                    json.WriteString("name", score.Name);
                    json.WriteNumber("cred", score.Cred);
                    json.WriteNumber("score", score.Score);
                    json.WriteStartObject("byEpoch");
                    foreach (var each in EpochScores.ByEpoch(board.Scores, score))
                        if (each.Cred != 0) json.WriteNumber(each.Epoch, each.Cred);
                    json.WriteEndObject();
                    json.WriteStartObject("scoreByEpoch");
                    foreach (var each in EpochScores.ByEpoch(board.Scores, score))
                        if (each.Cred != 0) json.WriteNumber(each.Epoch, each.Score);
                    json.WriteEndObject();
                });
        });
}
