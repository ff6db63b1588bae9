using Grain.Local;
using Grain.Local.Api;
using Xunit;

namespace Grain.Functions.Tests.Local;

public class WebhookDeliveryTests
{
    [Fact]
    public void The_signature_is_the_one_of_GitHubs_documentation()
    {
        // From GitHub's page "Validating webhook deliveries", section "Testing the webhook payload validation".
        var delivery = WebhookDelivery.Of("ping", "Hello, World!"u8.ToArray());
        Assert.Equal("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            delivery.Sign("It's a Secret to Everybody"));
    }

    [Fact]
    public void All_examples_are_read_and_each_has_an_id_of_its_own_that_stays()
    {
        var path = Repository.Find().WebhookExamples;
        var deliveries = WebhookDelivery.ReadExamples(path);
        Assert.Equal(329, deliveries.Count);
        Assert.Equal(58, deliveries.Select(delivery => delivery.Event).Distinct().Count());
        Assert.Equal(deliveries.Select(delivery => delivery.Id), WebhookDelivery.ReadExamples(path).Select(delivery => delivery.Id));
        var twice = deliveries.GroupBy(delivery => delivery.Id)
            .Where(group => group.Select(delivery => Convert.ToHexString(delivery.Body)).Distinct().Count() > 1);
        Assert.Empty(twice);
    }

    [Fact]
    public void A_missing_file_tells_what_to_do()
    {
        var fault =
            Assert.Throws<InvalidOperationException>(() => WebhookDelivery.ReadExamples(Path.Combine(Path.GetTempPath(), "no such file")));
        Assert.Contains("npm ci", fault.Message, StringComparison.Ordinal);
    }
}
