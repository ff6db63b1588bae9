using Grain.Functions.Hosting.Access;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Hosting.OpenApi;
using Xunit;

namespace Grain.Functions.Tests.Access;

/// <summary>Every operation, every role, here and in another space; with a key, without one, and in a public space.</summary>
public sealed class AccessMatrixTests
{
    private const string Here = "moss";
    private const string Elsewhere = "fern";
    private const string Open = "meadow";
    private const string Node = "n1";

    [Fact]
    public async Task Each_role_opens_what_the_page_says_and_nothing_else()
    {
        var table = Matrix.Read();
        var house = await KeyHouse.StartAsync();
        await house.Spaces.CreateAsync(Here, 1, new SpaceConfig(), default);
        await house.Spaces.CreateAsync(Open, 1, new SpaceConfig { Visibility = SpaceVisibility.Public }, default);
        var keys = new Dictionary<Role, string>();
        foreach (var role in Enum.GetValues<Role>())
            keys[role] = await house.NewKeyAsync(role == Role.Owner ? null : Here, role, role == Role.Node ? Node : null);
        var faults = new List<string>();
        var operations = KeptApiDocument.All.Values.ToList();
        Assert.Equal(table.Keys.Order(StringComparer.Ordinal), operations.Select(each => each.Id).Order(StringComparer.Ordinal));
        foreach (var (id, operation) in operations.Select(each => (each.Id, each.Operation.Access)))
        {
            var says = table[id];
            if (says.IsForPeople)
            {
                foreach (var (role, key) in keys) await ExpectAsync($"{role} in place of a person", operation, Here, key, 403);
                foreach (var space in new[] { Here, Open }) await ExpectAsync("nobody", operation, space, null, 401);
                continue;
            }

            foreach (var (role, key) in keys)
            {
                var has = says.Least is null || Matrix.Covered[role].Contains(says.Least.Value);
                var asNode = says.IsForKnown || (role == Role.Node && says.HasNode);
                await ExpectAsync($"{role} here", operation, Here, key, has || asNode ? 0 : 403);
                await ExpectAsync($"{role} about another node", operation, Here, key,
                    has || says.IsForKnown || (asNode && operation.Node!.Length == 0) ? 0 : 403, "n2");
                await ExpectAsync($"{role} elsewhere", operation, Elsewhere, key,
                    says.Least is null || (role == Role.Owner && has) ? 0 : 403);
                await ExpectAsync($"{role} in a public space", operation, Open, key,
                    says.Least is null || says.IsPublished || (role == Role.Owner && has) ? 0 : 403);
            }

            await ExpectAsync("nobody here", operation, Here, null, says.Least is null ? 0 : 401);
            await ExpectAsync("nobody where there is no space", operation, "nowhere", null, says.Least is null ? 0 : 401);
            await ExpectAsync("nobody in a public space", operation, Open, null, says.Least is null || says.IsPublished ? 0 : 401);
            await ExpectAsync("a key that is none", operation, Open, keys[Role.Admin][..^1] + "x", says.Least is null ? 0 : 401);
        }

        Assert.Empty(faults);

        async Task ExpectAsync(string who, ApiAccess access, string space, string? key, int status, string node = Node)
        {
            var answered = await house.StatusAsync(access, space, key, node);
            if (answered != status) faults.Add($"{who}: {access} answered {answered} and not {status}");
        }
    }

    /// <summary>The same over HTTP: that the door stands before each function, and that refusals are problems with a challenge.</summary>
    [Fact]
    public async Task The_door_stands_before_every_operation()
    {
        var app = await GrainApp.SharedAsync();
        var (_, made) = await app.PostAsync($"spaces/{await app.NewSpaceAsync("{}")}/keys", """{"role":"writer"}""");
        using var stranger = new HttpClient { BaseAddress = app.Client.BaseAddress };
        using var writer = TestHost.ClientOf(app.Client.BaseAddress, key: made.GetProperty("secret").GetString()!);
        var faults = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForEachAsync(ApiAddresses.Of(app.ApiDocument), async (one, cancellation) =>
        {
            var (path, method, operation) = one;
            var isOpen = !operation.TryGetProperty("x-grain-role", out _);
            var address = new Uri($"/api/{ApiAddresses.Fill(path, "nowhere", "x")}", UriKind.Relative);
            foreach (var (client, status) in new[] { (stranger, 401), (writer, 403) })
            {
                using var answer = await client.SendAsync(new HttpRequestMessage(method, address), cancellation);
                var text = await answer.Content.ReadAsStringAsync(cancellation);
                if ((int)answer.StatusCode == status == isOpen && !path.Contains("/webhooks/", StringComparison.Ordinal))
                    faults.Enqueue($"{method} {path}: {(int)answer.StatusCode} {text}");
                if (!isOpen && status == 401 && answer.Headers.WwwAuthenticate.ToString() != "Bearer realm=\"Grain\"")
                    faults.Enqueue($"{method} {path} has no challenge");
            }
        });
        Assert.Empty(faults);
    }

    /// <summary>A description that says nothing, and a function without one, are closed.</summary>
    [Fact]
    public void What_says_nothing_cannot_be_described() =>
        Assert.Contains("who may call", Assert.Throws<InvalidOperationException>(() =>
            new ApiOperation("Things", "A thing").Access).Message, StringComparison.Ordinal);
}
