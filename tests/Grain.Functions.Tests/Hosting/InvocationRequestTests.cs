using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

public sealed class InvocationRequestTests
{
    [Fact]
    public void Any_text_survives_the_two_quotings_of_the_host() => ForAnyText(text =>
        Decode(HostInvocation.Queue("item", text)).Text == text);

    [Fact]
    public void Any_text_that_is_no_JSON_string_itself_survives_a_single_quoting() => ForAnyText(text =>
        text.StartsWith('"') || Decode(Body(HostInvocation.Quoted(text))).Text == text);

    [Theory]
    [InlineData("""{"op":"x","id":7}""")]
    [InlineData("""["a",1]""")]
    [InlineData("12")]
    [InlineData("true")]
    public void Plain_JSON_is_taken_as_it_stands(string json) => Assert.Equal(json, Decode(Body(json)).Text);

    [Fact]
    public void A_message_that_is_a_JSON_string_keeps_its_quotes() =>
        Assert.Equal("\"quoted\"", Decode(HostInvocation.Queue("item", "\"quoted\"")).Text);

    [Fact]
    public void Properties_of_the_message_that_overwrite_the_metadata_do_no_harm()
    {
        const string message = """{"id":{"a":1},"dequeueCount":"often","DEQUEUECOUNT":-1,"popReceipt":7,"sys":"x","item":"y","Data":null}""";
        var invocation = Decode(HostInvocation.Queue("item", message));
        Assert.Equal(message, invocation.Text);
        Assert.Equal(1, invocation.DequeueCount);
    }

    [Theory]
    [InlineData("4", 4)]
    [InlineData("\"4\"", 4)]
    [InlineData("\"\\\"4\\\"\"", 4)]
    [InlineData("null", 1)]
    [InlineData("{}", 1)]
    [InlineData("\"99999999999999999999\"", 1)]
    public void The_dequeue_count_is_read_from_text_or_number_and_never_fails(string json, long expected) =>
        Assert.Equal(expected, Decode(Encoding.UTF8.GetBytes($$$"""{"Data":{"item":"x"},"Metadata":{"DequeueCount":{{{json}}}}}""")).DequeueCount);

    [Theory]
    [InlineData("""{"Data":{"item":"x"}}""")]
    [InlineData("""{"Data":{"ITEM":"x"},"Metadata":null}""")]
    [InlineData("""{"Data":{"other":"y","item":"x"},"Metadata":[]}""")]
    public void Metadata_may_be_missing_and_names_ignore_case(string body) => Assert.Equal("x", Decode(Encoding.UTF8.GetBytes(body)).Text);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"Data":"x"}""")]
    [InlineData("""{"Data":{}}""")]
    [InlineData("""{"Data":{"other":"x"}}""")]
    [InlineData("""{"Data":{"item":null}}""")]
    [InlineData("""{"Data":{"item":"x"}""")]
    public void What_is_no_invocation_is_refused(string body) => Assert.ThrowsAny<JsonException>(() => Decode(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":true}""", true)]
    [InlineData("""{"Schedule":{},"IsPastDue":false}""", false)]
    [InlineData("""{"isPastDue":"True"}""", true)]
    [InlineData(""" "{\"IsPastDue\":true}" """, true)]
    [InlineData("{}", false)]
    [InlineData("\"now\"", false)]
    [InlineData("null", false)]
    public void A_timer_tells_whether_it_is_late(string timer, bool expected) =>
        Assert.Equal(expected, InvocationRequest.Parse(Encoding.UTF8.GetBytes($$$"""{"Data":{"item":{{{timer}}}},"Metadata":{}}"""), "item").AsTimer().IsPastDue);

    private static QueueInvocation Decode(byte[] body) => InvocationRequest.Parse(body, "item").AsQueueMessage();

    private static byte[] Body(string value) => Encoding.UTF8.GetBytes($$$"""{"Data":{"item":{{{value}}}},"Metadata":{}}""");

    // A queue message is UTF-8, which has no lone surrogates.
    private static void ForAnyText(Func<string, bool> property) =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => property(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get))))
            .QuickCheckThrowOnFailure();
}
