using System.Text;
using System.Text.Json;
using Grain.Functions.Epochs.Calculation;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>The examples of RFC 8785.</summary>
public sealed class CanonicalJsonTests
{
    [Fact]
    public void Texts_numbers_and_literals_have_one_spelling() => Assert.Equal( // RFC 8785, 3.2.2
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
        Of("""
           {
             "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
             "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
             "literals": [null, true, false]
           }
           """));

    [Fact]
    public void Properties_are_sorted_by_UTF_16_code_units() => Assert.Equal( // RFC 8785, 3.2.3
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro "
            + "Sign\","
        + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
        Of("""
           {
             "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
             "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
           }
           """));

    [Theory] // RFC 8785, appendix B
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_ECMAScript_does(ulong bits, string text) =>
        Assert.Equal(text, CanonicalJson.Number(BitConverter.UInt64BitsToDouble(bits)));

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1""")]
    public void What_is_no_JSON_for_everybody_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => Of(json));

    [Theory]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\ude00":1}""")]
    [InlineData("[9007199254740993]")]
    [InlineData("[1e999]")]
    public void What_has_no_canonical_form_is_refused(string json) => Assert.Throws<InvalidDataException>(() => Of(json));

    [Fact]
    public void The_canonical_form_is_its_own()
    {
        var once = Of("""[{"b":[1.0,-0,"\u2028é"],"a":{"z":null,"":false}},[],{}]""");
        Assert.Equal("[{\"a\":{\"\":false,\"z\":null},\"b\":[1,0,\"\u2028é\"]},[],{}]", once);
        Assert.Equal(once, Of(once));
    }

    private static string Of(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));
}
