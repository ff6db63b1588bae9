using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Api;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Hosting.Sent;
using Xunit;
using Fault = Grain.Functions.Tests.Storage.Fault;

namespace Grain.Functions.Tests.Credits;

/// <summary>A device that was lost says nothing any more; what it said before stays.</summary>
public sealed class ReplicaRevocationTests
{
    [Fact]
    public async Task What_a_revoked_replica_says_is_refused_as_a_whole_and_what_it_said_before_stays()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("""{"credits":{"contributions":{"enabled":false}}}""");
        using var phone = Key();
        using var laptop = Key();
        var replicas = $"spaces/{space}/credits/ada/replicas";
        await app.SendAsync(HttpMethod.Put, $"{replicas}/phone", Registration(phone));
        await app.SendAsync(HttpMethod.Put, $"{replicas}/laptop", Registration(laptop));
        var before = Earn("t1").SignedBy(phone, space, "ada", "phone");
        Assert.Equal(HttpStatusCode.OK, (await MergeAsync(app, space, before)).Status);

        var (status, revoked) = await app.PostAsync($"{replicas}/phone/revoke", "");
        Assert.Equal((HttpStatusCode.OK, "phone"), (status, revoked.GetProperty("replica").GetString()));
        var (again, same) = await app.PostAsync($"{replicas}/phone/revoke", "");
        Assert.Equal((HttpStatusCode.OK, revoked.GetProperty("revokedAt").GetString()), (again, same.GetProperty("revokedAt").GetString()));

        var byLaptop = Earn("t2").SignedBy(laptop, space, "ada", "laptop");
        var (refused, problem) = await MergeAsync(app, space, byLaptop, before, Earn("t3").SignedBy(phone, space, "ada", "phone"));
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray().ToArray());
        Assert.Equal((HttpStatusCode.BadRequest, "$.transactions[2]"), (refused, error.GetProperty("path").GetString()));
        Assert.Contains("replica 'phone', whose key was revoked at", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(13, await BalanceAsync(app, space));

        var (accepted, merged) = await MergeAsync(app, space, byLaptop, before);
        Assert.Equal((HttpStatusCode.OK, 1, 1, 16m), (accepted, merged.GetProperty("merged").GetInt32(),
            merged.GetProperty("known").GetInt32(), merged.GetProperty("balance").GetDecimal()));
        var listed = (await app.GetAsync(replicas)).Body.GetProperty("replicas").EnumerateArray().ToArray();
        Assert.Equal([("laptop", false), ("phone", true)],
            listed.Select(each => (each.GetProperty("replica").GetString(), each.TryGetProperty("revokedAt", out _))));
    }

    [Fact]
    public async Task A_revoked_name_and_a_revoked_key_are_not_registered_again()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        using var key = Key();
        using var other = Key();
        var replicas = $"spaces/{space}/credits/a%2Fb/replicas";
        Assert.Equal(HttpStatusCode.NotFound, (await app.PostAsync($"{replicas}/phone/revoke", "")).Status);
        await app.SendAsync(HttpMethod.Put, $"{replicas}/phone", Registration(key));
        await app.PostAsync($"{replicas}/phone/revoke", "");

        Assert.Equal(HttpStatusCode.Conflict, (await app.SendAsync(HttpMethod.Put, $"{replicas}/phone", Registration(key))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await app.SendAsync(HttpMethod.Put, $"{replicas}/phone", Registration(other))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await app.SendAsync(HttpMethod.Put, $"{replicas}/tablet",
            Registration(key).Replace("\"M", "\" M", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.Created, (await app.SendAsync(HttpMethod.Put, $"{replicas}/tablet", Registration(other))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"{replicas}/{new string('x', 65)}/revoke", "")).Status);
    }

    [Fact]
    public async Task A_key_that_two_names_share_is_revoked_under_both()
    {
        var fixture = await CreditsFixture.NewAsync();
        using var key = Key();
        foreach (var name in new[] { "phone", "old-phone" }) await RegisterAsync(fixture, key, name);
        await fixture.Keys.RevokeAsync(fixture.Space.Journal, "ada", "phone", default);
        var refused = await Assert.ThrowsAsync<ProblemException>(() =>
            MergeAsync(fixture, Earn("t").SignedBy(key, fixture.Space.Name, "ada", "old-phone")));
        Assert.Contains("'old-phone', whose key was revoked", refused.Problem.Faults[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merges_that_meet_a_revocation_count_as_a_whole_or_not_at_all()
    {
        var fixture = await CreditsFixture.NewAsync();
        using var key = Key();
        await RegisterAsync(fixture, key, "phone");
        var processes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => fixture.AgainAsync()));
        var revocations =
            Enumerable.Range(0, 6).Select(i => processes[i % 3].Keys.RevokeAsync(fixture.Space.Journal, "ada", "phone", default)).ToArray();
        var merges = Enumerable.Range(0, 9).Select(i => WasMergedAsync(processes[i % 3], i)).ToArray();

        Assert.Single((await Task.WhenAll(revocations)).Select(replica => replica!.RevokedAt).Distinct());
        var merged = (await Task.WhenAll(merges)).Count(each => each);
        Assert.False(await WasMergedAsync(processes[0], 9));
        Assert.Equal(3 * merged, (await fixture.TotalsAsync("ada")).Count);
        await fixture.VerifyAsync();

        async Task<bool> WasMergedAsync(CreditsFixture process, int number)
        {
            try
            {
                var answer = await MergeAsync(process,
                    [.. Enumerable.Range(0, 3).Select(i => Earn($"t{number}-{i}").SignedBy(key, fixture.Space.Name, "ada", "phone"))]);
                return answer.Merged == 3;
            }
            catch (ProblemException refused)
            {
                Assert.Equal((400, 3), (refused.Problem.Status, refused.Problem.Faults.Count));
                return false;
            }
        }
    }

    [Theory]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.ErrorAfterEffect)]
    public async Task A_revocation_whose_answer_is_lost_is_found_made(Fault fault)
    {
        var fixture = await CreditsFixture.NewAsync();
        using var key = Key();
        await RegisterAsync(fixture, key, "phone");
        var shaky = await fixture.AgainAsync(new FaultInjector().FailAt(2, fault)); // 1 reads, 2 writes
        var revoked = await shaky.Keys.RevokeAsync(fixture.Space.Journal, "ada", "phone", default);
        Assert.NotNull(revoked!.RevokedAt);
        Assert.Equal(revoked, await fixture.Keys.RevokeAsync(fixture.Space.Journal, "ada", "phone", default));
    }

    private static ECDsa Key() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static ReplicaTransaction Earn(string task) => new(CreditKinds.Earn, task, CreditAmount.Of(3), null, null);

    private static string Registration(ECDsa key) => $$"""{"publicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""";

    private static Task<ReplicaRegistration> RegisterAsync(CreditsFixture fixture, ECDsa key, string name) =>
        fixture.Keys.RegisterAsync(fixture.Space.Journal, "ada", name, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), default);

    private static string State(string space, ReplicaTransaction[] transactions) => JsonSerializer.Serialize(
        new ReplicaExport(ReplicaStateReader.Format, space, "ada", default, default, [.. transactions.Select(ExportedTransaction.Of)],
            null), CreditAnswersJson.Default.ReplicaExport);

    private static async Task<MergeAnswer> MergeAsync(CreditsFixture fixture, params ReplicaTransaction[] transactions)
    {
        var state = SentText.Read(State(fixture.Space.Name, transactions), sent => ReplicaStateReader.Read(sent, fixture.Space.Name));
        return await fixture.Merge.MergeAsync(fixture.Space, state, default);
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> MergeAsync(GrainApp app, string space,
        params ReplicaTransaction[] transactions) =>
        app.PostAsync($"spaces/{space}/merge", State(space, transactions));

    private static async Task<decimal> BalanceAsync(GrainApp app, string space) =>
        (await app.GetAsync($"spaces/{space}/credits/ada")).Body.GetProperty("balance").GetDecimal();
}
