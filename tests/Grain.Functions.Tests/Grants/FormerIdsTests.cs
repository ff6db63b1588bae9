using System.Text;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Webhooks;
using Grain.Functions.Webhooks.Arrivals;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Xunit;

namespace Grain.Functions.Tests.Grants;

/// <summary>A commit counts once, whoever tells of it; what was counted under an id of an earlier version counts no second time.</summary>
public sealed class FormerIdsTests
{
    private const string Sha = "b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327";
    private const string MergeSha = "da1560886d4f094c3e6c9ef40349f7d38b5d27d7";

    private readonly GrantFixture fixture = new();

    private static string Ada { get; } = Person.OfAddress("Ada", "ada@example.org")!.Contributor;

    [Fact]
    public void A_commit_has_the_same_ids_on_GitHub_and_on_GitLab()
    {
        Assert.Equal(GitHub().Grants.Select(grant => grant.GrantId), GitLab().Grants.Select(grant => grant.GrantId));
        Assert.Equal(3, GitLab().Grants.Select(grant => grant.GrantId).Distinct().Count());
    }

    [Fact]
    public async Task A_mirror_s_push_at_the_same_instant_counts_once()
    {
        var (one, other) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        var outcomes = await Task.WhenAll(one.AppendAsync(fixture.Space, GitHub().Grants, default),
            other.AppendAsync(fixture.Space, GitLab().Grants, default));
        Assert.Equal(3, outcomes.SelectMany(each => each).Count(outcome => outcome is GrantOutcome.Appended));
        Assert.Equal(3, (await fixture.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task What_GitLab_s_pushes_counted_before_counts_no_second_time_whoever_tells_of_it()
    {
        var ledger = await fixture.OpenAsync();
        await ledger.AppendAsync(
            fixture.Space,
            [Old("push.commit", Sha, Ada), Old("push.co_authored", Sha, "gitlab/52"), Old("push.merge_commit", MergeSha, "gitlab/52")],
            default);
        foreach (var told in new[] { GitLab(), GitHub(), GitLab() })
            Assert.DoesNotContain(await AppendAsync(ledger, told), outcome => outcome is GrantOutcome.Appended);
        Assert.Equal(3, (await fixture.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task A_merge_that_GitHub_s_pushes_counted_before_counts_no_second_time()
    {
        var ledger = await fixture.OpenAsync();
        await ledger.AppendAsync(fixture.Space,
            [Old("push.merge_commit", MergeSha, "github/bo") with { GrantId = $"github:push.merge_commit:{MergeSha}" }], default);
        Assert.Equal(2, (await AppendAsync(ledger, GitHub())).Count(outcome => outcome is GrantOutcome.Appended));
    }

    [Fact]
    public async Task What_is_taken_back_is_taken_back_under_the_id_that_it_was_counted_by()
    {
        var ledger = await fixture.OpenAsync();
        await ledger.AppendAsync(fixture.Space, [Old("push.commit", Sha, Ada)], default);
        var commit = GitLab().Grants[0];
        var reversal = commit with { GrantId = commit.GrantId + ":reversed", Corrects = commit.GrantId, Amount = -commit.Amount };
        var renamed = await RenameAsync([commit, reversal], GitLab().Former);
        Assert.Equal(($"gitlab:push.commit:{Sha}:{Ada}", $"gitlab:push.commit:{Sha}:{Ada}:reversed"),
            (renamed[1].Corrects, renamed[1].GrantId));
    }

    [Fact]
    public async Task Of_somebody_without_such_grants_nothing_is_looked_up()
    {
        var service = await Azurite.NewServiceAsync(account: fixture.Account);
        var ledger = new GrantLedger(service, TimeProvider.System);
        var former = new FormerIds(ledger, new GrantGuard(service, ledger, TimeProvider.System));
        await ledger.AppendAsync(fixture.Space, [Old("x", Sha, Ada) with { Source = "github" }], default);
        var before = service.For("grants").BilledOperations;
        var many =
            Enumerable.Range(0, 50).ToDictionary(i => $"id-{i}", i => (IReadOnlyList<FormerId>)[new FormerId($"old-{i}", Ada, "gitlab")]);
        await former.RenameAsync(Space(new SpaceConfig()), [], many, default);
        Assert.InRange(service.For("grants").BilledOperations - before, 0, 1);
    }

    [Fact]
    public async Task What_is_held_under_a_former_id_is_held_once()
    {
        var service = await Azurite.NewServiceAsync(account: fixture.Account);
        var ledger = new GrantLedger(service, TimeProvider.System);
        var guard = new GrantGuard(service, ledger, TimeProvider.System);
        var space = Space(new SpaceConfig { Webhooks = new WebhookConfig { Guards = new GuardConfig { HoldNewcomers = true } } });
        Assert.Empty(await guard.PassAsync(space, space.Config.Webhooks.Guards, [Old("push.commit", Sha, Ada)], default));
        var renamed = await new FormerIds(ledger, guard).RenameAsync(space, [GitLab().Grants[0]], GitLab().Former, default);
        await guard.PassAsync(space, space.Config.Webhooks.Guards, renamed, default);
        Assert.Single(await guard.ReadHeldAsync(space, Ada, default).ToArrayAsync());
    }

    [Fact]
    public void A_message_takes_along_what_its_own_grants_need()
    {
        var told = GitLab();
        var grants = Enumerable.Repeat(told.Grants, 60).SelectMany(some => some).ToArray();
        var messages = GrantMessage.Split("mill", "d", grants, told.Former).Select(GrantMessage.Parse).ToArray();
        Assert.Equal(grants.Length, messages.Sum(message => message.Grants.Count));
        Assert.All(messages,
            message => Assert.All(message.Grants, grant => Assert.Equal(told.Former[grant.GrantId], message.Former![grant.GrantId])));
        Assert.All(GrantMessage.Split("mill", "d", grants, told.Former),
            text => Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 48 * 1024));
        Assert.All(GrantMessage.Split("\"grants\":[]", "\"grants\":[]", grants, told.Former),
            text => Assert.Equal(text, GrantMessage.Parse(text).ToText()));
        Assert.Null(GrantMessage.Parse(Assert.Single(GrantMessage.Split("mill", "d", told.Grants, GrantMessage.NoFormer))).Former);
    }

    private static Grant Old(string kind, string sha, string who) =>
        GrantFixture.Grant($"gitlab:{kind}:{sha}:{who}", who, 1) with { Source = "gitlab", Key = $"gitlab:{kind}" };

    private static WebhookOutcome.Normalised GitLab() =>
        Assert.IsType<WebhookOutcome.Normalised>(Payloads.GitLab(Payloads.Read("gitlab.push")));

    /// <summary>The same commits, told by GitHub.</summary>
    private static WebhookOutcome.Normalised GitHub()
    {
        var push = Examples.Payload("push").With("ref", "refs/heads/master").With("deleted", false);
        push["commits"] = Payloads.Read("gitlab.push")["commits"]!.DeepClone();
        return Assert.IsType<WebhookOutcome.Normalised>(Deliveries.Read("push", push, options: new CountingOptions { AllBranches = true }));
    }

    private Space Space(SpaceConfig config) => new(fixture.Space.Name, fixture.Space.Shards, default, 1, config, default);

    private async Task<IReadOnlyList<Grant>> RenameAsync(IReadOnlyList<Grant> grants,
        IReadOnlyDictionary<string, IReadOnlyList<FormerId>> former) =>
        await (await fixture.OpenFormerAsync()).RenameAsync(Space(new SpaceConfig()), grants, former, default);

    private async Task<IReadOnlyList<GrantOutcome>> AppendAsync(GrantLedger ledger, WebhookOutcome.Normalised told) =>
        await ledger.AppendAsync(fixture.Space, await RenameAsync(told.Grants, told.Former), default);
}
