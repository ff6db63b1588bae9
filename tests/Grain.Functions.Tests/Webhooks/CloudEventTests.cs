using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Webhooks.Senders;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class CloudEventTests
{
    private const string Structured = "application/cloudevents+json; charset=utf-8";
    private const string Batched = "application/cloudevents-batch+json";
    private static readonly WebhookSender Sender = WebhookSenders.All.Single(sender => sender.Name == "cloudevents");

    [Fact]
    public void A_structured_event_carries_a_grant()
    {
        var told = Read(Structured, Payloads.Read("cloudevents.grant"));
        Assert.Equal(("grain.grant", "A234-1234-1234"), (told.Name, told.Delivery));
        Assert.Equal("lab:run-2", Assert.Single(Normalised(told).Grants).GrantId);
    }

    [Fact]
    public void Data_in_base64_are_the_same_data()
    {
        var payload = Payloads.Read("cloudevents.grant");
        var data = Encoding.UTF8.GetBytes(payload["data"]!.ToJsonString());
        var told = Read(Structured, payload.Without("data").With("data_base64", Convert.ToBase64String(data)));
        Assert.Equal("lab:run-2", Assert.Single(Normalised(told).Grants).GrantId);
        Assert.Equal("$.data_base64 is not base64", Read(Structured, payload.With("data_base64", "??")).Outcome.Fault());
    }

    [Fact]
    public void What_is_null_is_absent()
    {
        var structured = Payloads.Read("cloudevents.grant").With("data_base64", null).With("subject", null).With("datacontenttype", null)
            .With("dataschema", null).With("time", null);
        Assert.Single(Normalised(Read(Structured, structured)).Grants);
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(structured["data"]!.ToJsonString()));
        Assert.Single(Normalised(Read(Structured, structured.With("data_base64", data).With("data", null))).Grants);
        Assert.Equal("$.data is missing", Read(Structured, structured.With("data_base64", null)).Outcome.Fault());
    }

    [Fact]
    public void A_binary_event_has_its_attributes_in_headers()
    {
        var data = Payloads.Read("cloudevents.grant")["data"]!;
        (string, string)[] headers = [("ce-specversion", "1.0"), ("ce-id", "n%C2%BA1"), ("ce-source", "/lab"), ("ce-type", "grain.grant")];
        var told = Read("application/json", data, headers);
        Assert.Equal("nº1", told.Delivery);
        Assert.Single(Normalised(told).Grants);
        Assert.Equal("the header ce-id is missing",
            Read("application/json", data, ("ce-specversion", "1.0"), ("ce-source", "/lab"), ("ce-type", "grain.grant")).Outcome.Fault());
        Assert.Equal("the header ce-specversion is not 1.0", Read("application/json", data).Outcome.Fault());
    }

    [Fact]
    public void What_is_bad_in_a_batch_is_left_out_and_the_rest_counts()
    {
        var grant = Payloads.Read("cloudevents.grant");
        var task =
            grant.DeepClone().AsObject().With("type", "grain.task").With("data", Payloads.Read("standard.task")["data"]!.DeepClone());
        var other = grant.DeepClone().AsObject().With("type", "com.example.other");
        var activity = grant.DeepClone().AsObject().With("type", "grain.activity")
            .With("data", Payloads.Read("standard.activity")["data"]!.DeepClone());
        var told = Normalised(Read(Batched, new JsonArray(grant.DeepClone(), task, other, activity.DeepClone())));
        Assert.Equal((1, 1, 1), (told.Grants.Count, told.Tasks.Count, told.Facts.Count));
        Assert.Equal("request-1", told.Facts[0].GetProperty("requestId").GetString());
        activity["data"]![0]!["tokensIn"] = -1;
        var faulty = grant.DeepClone().AsObject().Without("data.amount");
        var spoilt = Normalised(Read(Batched, new JsonArray(grant.DeepClone(), activity.DeepClone(), faulty.DeepClone(), 7,
            faulty.DeepClone().AsObject().With("id", null))));
        Assert.Equal(["$[1].data[0].tokensIn", "$[2].data.amount", "$[3]", "$[4]"], spoilt.LeftOut.Select(item => item.Path));
        Assert.Equal("lab:run-2", Assert.Single(spoilt.Grants).GrantId);

        var nothing = Assert.IsType<WebhookOutcome.Malformed>(Read(Batched, new JsonArray(faulty, activity)).Outcome);
        Assert.Equal(["$[0].data.amount", "$[1].data[0].tokensIn"], nothing.Faults.Select(item => item.Path));
        Assert.Equal("the batch is empty", Read(Batched, new JsonArray()).Outcome.Reason());
    }

    [Theory]
    [InlineData("specversion", "0.3", "$.specversion is not 1.0")]
    [InlineData("id", "", "$.id is missing")]
    [InlineData("source", null, "$.source is missing")]
    [InlineData("type", null, "$.type is missing")]
    public void The_required_attributes_are_required(string attribute, string? value, string fault) =>
        Assert.Equal(fault, Read(Structured, Payloads.Read("cloudevents.grant").With(attribute, value)).Outcome.Fault());

    [Fact]
    public void An_unknown_type_is_ignored_and_another_format_named()
    {
        Assert.Equal("com.example.other is an unknown type",
            Read(Structured, Payloads.Read("cloudevents.grant").With("type", "com.example.other")).Outcome.Reason());
        Assert.Contains("application/cloudevents+avro", Read("application/cloudevents+avro", new JsonObject()).Outcome.Fault(),
            StringComparison.Ordinal);
    }

    private static WebhookOutcome.Normalised Normalised(WebhookEvent told) => Assert.IsType<WebhookOutcome.Normalised>(told.Outcome);

    private static WebhookEvent Read(string contentType, JsonNode body, params (string Name, string Value)[] headers) =>
        Sender.Read(Arrivals.Of(body.ToJsonString(), [], Payloads.Options.ReceivedAt!.Value, [("Content-Type", contentType), .. headers]));
}
