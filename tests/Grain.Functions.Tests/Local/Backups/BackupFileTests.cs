using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Backups;
using Grain.Local.CommandLine;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Local.Backups;

/// <summary>
/// What is no whole backup, or not of a space that may come back, is refused with the place; and nothing of it is to be seen.
/// </summary>
public sealed class BackupFileTests
{
    [Fact]
    public async Task A_damaged_cut_forged_or_newer_file_is_refused_with_the_place()
    {
        var (file, name) = await BackedUpAsync();
        var (_, target) = await BackupBench.NewAccountAsync();
        await RefusedAsync(target, file[..(file.Length / 2)], "cut off");
        await RefusedAsync(target, [], "no backup");
        await RefusedAsync(target, With(file, "rows/grants.ndjson", text => text.Replace("\\u0022amount\\u0022:3", "\\u0022amount\\u0022:4",
            StringComparison.Ordinal)), "rows/grants.ndjson: the file is damaged: it does not have the hash");
        await RefusedAsync(target, With(file, "rows/grants.ndjson", text => text[..^5]), "rows/grants.ndjson: the file is damaged: line ");
        await RefusedAsync(target, With(file, "rows/grants.ndjson", _ => null), "rows/grants.ndjson: the part is missing");
        await RefusedAsync(target, With(file, "rows/more.ndjson", _ => "{}", isNew: true),
            "rows/more.ndjson: the manifest knows no such part");
        await RefusedAsync(target, With(file, "manifest.json", text => text!.Replace("grain-backup/1", "grain-backup/2",
            StringComparison.Ordinal)), "the format is 'grain-backup/2'");
        await RefusedAsync(target, With(file, "manifest.json", text => text!.Replace(
            "\"name\": \"rows/grants.ndjson\"", "\"name\": null", StringComparison.Ordinal)), "manifest.json: it cannot be read");
        await RefusedAsync(target, Forged(file, $"\"PartitionKey\":\"{name}~", "\"PartitionKey\":\"other~"), "does not lie in the space");
        await RefusedAsync(target, Forged(file, "\"RowKey\"", "\"Row\""), "line 1 is no row");
        await RefusedAsync(target, Forged(file, "\n", ""), "line 1 has no end");
        var renamed = With(With(file, "rows/grants.ndjson", _ => null), "rows/more.ndjson", _ => "", isNew: true);
        await RefusedAsync(target,
            With(renamed, "manifest.json", text => text!.Replace("rows/grants", "rows/more", StringComparison.Ordinal)),
            "rows/more.ndjson: this version knows no such part");
        Assert.Null(await target.Table("spaces").FindAsync("spaces", name));

        // Whoever forges a row can make all hashes of the file anew, and not those of the ledgers.
        await RefusedAsync(target, Forged(file, "\\u0022amount\\u0022:3", "\\u0022amount\\u0022:4"), "grants ada: entry ");
        await DiscardAsync(target, name);
        Assert.Equal(name, (await BackupBench.RestoreAsync(target, file)).Name);
    }

    [Fact]
    public async Task A_space_comes_back_only_where_its_name_is_free_and_once()
    {
        var (file, name) = await BackedUpAsync();
        var (_, target) = await BackupBench.NewAccountAsync();
        await BackupBench.RestoreAsync(target, file);
        await RefusedAsync(target, file, "restored from this very backup");

        var (taken, deleted) = ((await BackupBench.NewAccountAsync()).Storage, (await BackupBench.NewAccountAsync()).Storage);
        await new SpaceDirectory(taken, TimeProvider.System).CreateAsync(name, 16, new SpaceConfig(), default);
        await RefusedAsync(taken, file, $"there is a space '{name}'");
        var spaces = new SpaceDirectory(deleted, TimeProvider.System);
        var (space, _) = await spaces.CreateAsync(name, 16, new SpaceConfig(), default);
        await spaces.ReplaceAsync(space, space.Ended(space.CreatedAt), default);
        await RefusedAsync(deleted, file, "its name stays taken");
    }

    [Fact]
    public async Task Secrets_are_in_it_as_they_are_sealed_or_by_reference_or_not_at_all()
    {
        const string Clear = "in-the-clear-0123456789", Reference = "env:GRAIN_SECRET_HUB";
        var (_, source) = await BackupBench.NewAccountAsync();
        var name = Azurite.NewName("space-");
        var config = SpaceConfig.Of(JsonDocument.Parse(
            $$$"""{ "webhooks": { "github": { "secrets": ["{{{Clear}}}", { "secret": "{{{Reference}}}" } ] } } }""").RootElement);
        await new SpaceDirectory(source, TimeProvider.System).CreateAsync(name, 1, config, default);
        var plain = Text(await BackupBench.BackUpAsync(source, name), "rows/spaces.ndjson");
        Assert.DoesNotContain(Clear, plain, StringComparison.Ordinal);
        Assert.Contains(Reference, plain, StringComparison.Ordinal);

        var key = new SpaceSecrets(new Microsoft.Extensions.Configuration.ConfigurationManager
        {
            ["Grain:SecretKeys"] = Convert.ToBase64String(new byte[32]),
        });
        var sealedUp = await BackupBench.BackUpAsync(source, name, secrets: key);
        Assert.Contains("enc:1:", Text(sealedUp, "rows/spaces.ndjson"), StringComparison.Ordinal);
        Assert.DoesNotContain(Clear, Text(sealedUp, "rows/spaces.ndjson"), StringComparison.Ordinal);
        var without = await BackupBench.BackUpAsync(source, name, withSecrets: false, secrets: key);
        Assert.DoesNotContain("enc:1:", Text(without, "rows/spaces.ndjson"), StringComparison.Ordinal);
        Assert.Contains("\"secretsLeftOut\": 1", Text(without, "manifest.json"), StringComparison.Ordinal);
    }

    private static async Task<(byte[] File, string Name)> BackedUpAsync()
    {
        var (_, source) = await BackupBench.NewAccountAsync();
        var name = Azurite.NewName("space-");
        var (space, _) = await new SpaceDirectory(source, TimeProvider.System).CreateAsync(name, 2, new SpaceConfig(), default);
        await new GrantLedger(source, TimeProvider.System)
            .AppendAsync(space.Journal, [.. Enumerable.Range(1, 6).Select(i => Epochs.EpochFixture.Grant($"g{i}", "ada", i, 1))], default);
        return (await BackupBench.BackUpAsync(source, name), name);
    }

    private static async Task RefusedAsync(StorageService target, byte[] file, string why)
    {
        var fault = await Assert.ThrowsAsync<CommandException>(() => BackupBench.RestoreAsync(target, file));
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Whoever gives a restore up that is at work waits until that one has noticed, and writes nothing more.</summary>
    [Fact]
    public async Task A_restore_that_is_given_up_stops_before_what_it_wrote_is_removed()
    {
        var (storage, time) = (await Azurite.NewServiceAsync(account: MemoryAccount.New()),
            new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero)));
        var (table, told, begun) = (storage.For("backup").Table("spaces"), new List<string>(), 0);
        var restoring = new RestoringSpace(table, new TableEntity("spaces", "moss"), "b1", time);
        Assert.True(await restoring.TakeAsync(default));
        await restoring.KeepAsync(default);
        var discard = DiscardAsync();
        await Eventually.HoldsAsync(() => told.Count == 1);
        Assert.Contains("waiting 30 s", told[0], StringComparison.Ordinal);
        time.Advance(RestoringSpace.SaysEvery);
        await Assert.ThrowsAsync<CommandException>(() => restoring.KeepAsync(default));
        Assert.False(discard.IsCompleted);
        time.Advance(RestoringSpace.QuietAfter);
        await discard;
        Assert.Null(await table.FindAsync("spaces", "moss"));

        var failing = new RestoringSpace(table, new TableEntity("spaces", "moss"), "b1", time);
        await failing.TakeAsync(default);
        await failing.LetGoAsync();
        await DiscardAsync();
        Assert.Equal((2, 1), (begun, told.Count));
        await Assert.ThrowsAsync<CommandException>(DiscardAsync);
        Assert.Equal(2, begun);

        Task DiscardAsync() =>
            RestoringSpace.DiscardAsync(table, new SpaceRemains(storage), "moss", time, told.Add, () => begun++, default);
    }

    private static Task DiscardAsync(StorageService target, string name) =>
        RestoringSpace.DiscardAsync(target.For("backup").Table("spaces"), new SpaceRemains(target), name,
            TimeProvider.System, _ => { }, () => { }, default);

    private static string Text(byte[] file, string part)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        using var reader = new StreamReader(zip.GetEntry(part)!.Open());
        return reader.ReadToEnd();
    }

    private static byte[] With(byte[] file, string part, Func<string, string?> change, bool isNew = false)
    {
        using var bytes = new MemoryStream();
        bytes.Write(file);
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            var text = change(isNew ? "" : Text(file, part));
            zip.GetEntry(part)?.Delete();
            if (text is not null)
            {
                using var entry = zip.CreateEntry(part).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Grants changed, and the hashes of the file made anew.</summary>
    private static byte[] Forged(byte[] file, string text, string other)
    {
        const string Grants = "rows/grants.ndjson";
        var before = Text(file, Grants);
        var after = before.Replace(text, other, StringComparison.Ordinal);
        Assert.NotEqual(before, after);
        var manifest = JsonSerializer.Deserialize(Text(file, BackupManifest.PartName), BackupJson.Default.BackupManifest)!;
        var parts = manifest.Parts.Select(part => part.Name != Grants ? part : part with
        {
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(after))),
        });
        return With(With(file, Grants, _ => after), BackupManifest.PartName,
            _ => JsonSerializer.Serialize(manifest with { Parts = [.. parts] }, BackupJson.Default.BackupManifest));
    }
}
