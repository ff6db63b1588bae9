using Grain.Functions.Benchmarks.Webhooks;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Webhooks.Fuzz;

/// <summary>Spoilt headers and bodies through the whole app; <c>./grain bench webhooks --fuzz 1000000</c> sends a million.</summary>
public sealed class PipelineFuzzTests(ITestOutputHelper output)
{
    private const int Deliveries = 3000;

    [Fact]
    public async Task No_answer_is_a_fault_of_ours_and_nothing_is_stored_that_nobody_vouches_for()
    {
        var seeds = Examples.GitHub.Where(example => example.Body.Length < 20_000)
            .Select(example => new FuzzSeed("github", example.Event, example.Body)).Concat(FuzzSeed.OfOtherSenders).ToArray();
        var result = await WebhookFuzzer.RunAsync(seed: 8, Deliveries, seeds, _ => { });
        foreach (var (answer, count) in result.Answers) output.WriteLine($"{count,6}  {answer}");
        Assert.Empty(result.Faults);
        Assert.DoesNotContain("proven POST 401", result.Answers.Keys);
        Assert.InRange(result.Answers["proven POST 202"], Deliveries / 10, Deliveries); // else the deliveries are spoilt beyond interest
        Assert.InRange(result.Answers["proven POST 400"], Deliveries / 20, Deliveries);
        Assert.InRange(result.Answers["unproven POST 401"], Deliveries / 3, Deliveries);
    }
}
