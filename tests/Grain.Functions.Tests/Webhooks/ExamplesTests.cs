using System.Globalization;
using System.Text;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Every real payload is counted or knowingly ignored.</summary>
public sealed class ExamplesTests(ITestOutputHelper output)
{
    private const string Counts = "examples.counts.txt";

    [Fact]
    public void All_329_payloads_of_github_com_and_397_of_enterprise_servers_are_there()
    {
        Assert.Equal(329, Examples.GitHub.Count());
        Assert.Equal(397, Examples.All.Count - 329);
    }

    [Fact]
    public void None_is_malformed_or_unknown()
    {
        foreach (var example in Examples.All)
        {
            var outcome = Normalise(example);
            Assert.False(outcome is WebhookOutcome.Malformed, $"{example}: {outcome}");
            if (outcome is WebhookOutcome.Ignored ignored)
            {
                Assert.DoesNotContain("unknown event", ignored.Reason, StringComparison.Ordinal);
                Assert.NotEmpty(ignored.Reason);
            }
        }
    }

    [Fact]
    public void What_each_event_gives_is_as_written_down()
    {
        var table = Table();
        output.WriteLine(table);
        var folder = Path.Combine(AppContext.BaseDirectory, "Webhooks");
        if (File.ReadAllText(Path.Combine(folder, Counts)) == table) return;
        var actual = Path.Combine(folder, "actual." + Counts);
        File.WriteAllText(actual, table);
        Assert.Fail($"What the payloads give differs from {Counts}. If that is meant, copy {actual} over it.");
    }

    [Fact]
    public void The_same_payload_gives_the_same_grants()
    {
        foreach (var example in Examples.All) Assert.Equal(Text(Normalise(example)), Text(Normalise(example)));
    }

    [Theory]
    [MemberData(nameof(AllSets))]
    public void Told_three_times_in_any_order_each_counts_once(string set, int rounds)
    {
        var weights = EventWeights.Default;
        var random = new Random(20190515);
        Dictionary<string, Points>? expected = null;
        for (var round = 0; round < rounds; round++)
        {
            var deliveries =
                Examples.All.Where(example => example.Set == set).SelectMany(example => Enumerable.Repeat(example, 3)).ToArray();
            random.Shuffle(deliveries);
            var ledger = new SimpleLedger();
            foreach (var example in deliveries) ledger.Append(GitHubWebhook.Normalise(example.Event, example.Body, weights));
            Assert.True(ledger.Count > (set == Examples.Sets[0] ? 10 : 0));
            Assert.All(ledger.Totals.Values, total => Assert.True(total >= Points.Zero));
            expected ??= ledger.Totals;
            Assert.Equal(expected, ledger.Totals);
        }
    }

    public static TheoryData<string, int> AllSets()
    {
        var sets = new TheoryData<string, int>();
        foreach (var set in Examples.Sets) sets.Add(set, set == Examples.Sets[0] ? 6 : 2);
        return sets;
    }

    [Fact]
    public void Ids_and_texts_keep_their_limits()
    {
        foreach (var grant in Examples.All.Select(Normalise).OfType<WebhookOutcome.Normalised>().SelectMany(outcome => outcome.Grants))
            GrantChecks.KeepsLimits(grant);
    }

    private static WebhookOutcome Normalise(Example example) => GitHubWebhook.Normalise(example.Event, example.Body, EventWeights.Default);

    private static string Text(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.Normalised normalised => string.Join('\n', normalised.Grants.Select(GrantChecks.Text)),
        _ => outcome.ToString(),
    };

    private static string Table()
    {
        var table = new StringBuilder();
        foreach (var set in Examples.Sets)
        {
            var ofSet = Examples.All.Where(example => example.Set == set).ToList();
            var counted = ofSet.Count(example => Normalise(example) is WebhookOutcome.Normalised);
            table.Append(CultureInfo.InvariantCulture,
                $"{set}: {ofSet.Count} payloads, {counted} counted, {ofSet.Count - counted} ignored\n");
            foreach (var line in ofSet.GroupBy(Line).OrderBy(group => group.Key, StringComparer.Ordinal))
                table.Append(CultureInfo.InvariantCulture, $"  {line.Count(),3} × {line.Key}\n");
        }

        return table.ToString();
    }

    private static string Line(Example example)
    {
        var name = example.Action is null ? example.Event : $"{example.Event}.{example.Action}";
        return Normalise(example) switch
        {
            WebhookOutcome.Normalised normalised =>
                $"{name} → {string.Join(", ", normalised.Grants.Select(grant => $"{grant.Key} {grant.Amount}"))}",
            WebhookOutcome.Ignored ignored => $"{name}: {ignored.Reason}",
            var outcome => $"{name} ! {outcome}",
        };
    }
}
