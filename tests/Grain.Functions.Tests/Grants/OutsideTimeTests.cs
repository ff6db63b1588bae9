using System.Globalization;
using System.Text;
using System.Text.Json;
using Grain.Functions.Hosting.Sent;
using Xunit;

namespace Grain.Functions.Tests.Grants;

public sealed class OutsideTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-20T23:30:00Z", "2026-11-20T23:30:00Z")]
    [InlineData("2026-11-20T23:30:00.25+01:00", "2026-11-20T22:30:00.25Z")]
    [InlineData("2026-11-20T23:30:00\\u002B01:00", "2026-11-20T22:30:00Z")]
    [InlineData("2026-11-20T23:30:00", "2026-11-20T23:30:00Z")] // on every server, wherever it stands: the tests run in a zone of their own
    [InlineData("2026-11-20T23:30:00.123456", "2026-11-20T23:30:00.123456Z")]
    [InlineData("2026-11-20", "2026-11-20T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("2018-01-24T22:36:22-34:07", "2018-01-26T08:43:22Z")]
    [InlineData("2018-01-24T22:36:22.5+99:59", "2018-01-20T18:37:22.5Z")]
    public void A_moment_is_the_same_on_every_server_whatever_the_offset(string text, string moment)
    {
        Assert.True(TryRead($"\"{text}\"", out var time));
        Assert.Equal(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"soon\"")]
    [InlineData("\"2026-13-01T00:00:00Z\"")]
    [InlineData("\"0001-01-01T00:00:00+15:00\"")]
    [InlineData("\"9999-12-31T23:59:59-34:00\"")]
    [InlineData("\"2026-11-20T23:30:00+1:000\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("1700000000")]
    [InlineData("null")]
    public void What_names_no_moment_is_none(string json) => Assert.False(TryRead(json, out _));

    [Theory]
    [InlineData("2026-11-20T23?30:00+01:00")]
    [InlineData("2026-11-20T23:30:00\\u002B01?00")]
    [InlineData("?")]
    public void Bytes_that_are_no_text_name_no_moment(string text)
    {
        using var document = JsonDocument.Parse(Encoding.Latin1.GetBytes($"\"{text.Replace('?', '\u00ba')}\""));
        Assert.False(OutsideTime.TryRead(document.RootElement, out _));
    }

    [Theory]
    [InlineData("1926-11-20T12:00:00Z", true)]
    [InlineData("1926-11-20T11:59:59Z", false)]
    [InlineData("2026-11-21T12:00:00Z", true)]
    [InlineData("2026-11-21T12:00:01Z", false)]
    [InlineData("0001-01-01T00:00:00Z", false)]
    [InlineData("9999-12-31T23:59:59.9999999Z", false)]
    public void The_range_is_a_century_back_and_a_day_ahead(string moment, bool isInRange) =>
        Assert.Equal(isInRange, OutsideTime.IsInRange(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture), Now));

    [Theory]
    [InlineData("2026-11-20T11:59:59Z", "2026-11-20T11:59:59Z")]
    [InlineData("2026-11-20T12:00:01Z", "2026-11-20T12:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "2026-11-20T12:00:00Z")]
    public void What_strangers_clocks_say_is_not_before_1970_nor_after_the_arrival(string told, string kept) =>
        Assert.Equal(DateTimeOffset.Parse(kept, CultureInfo.InvariantCulture),
            OutsideTime.Clamp(DateTimeOffset.Parse(told, CultureInfo.InvariantCulture), Now));

    private static bool TryRead(string json, out DateTimeOffset time)
    {
        using var document = JsonDocument.Parse(json);
        return OutsideTime.TryRead(document.RootElement, out time);
    }
}
