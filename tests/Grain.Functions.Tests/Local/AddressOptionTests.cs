using System.CommandLine;
using Grain.Local.CommandLine;
using Xunit;

namespace Grain.Functions.Tests.Local;

public sealed class AddressOptionTests
{
    private readonly Option<Uri> option = Ask.Address("--url", new Uri("http://127.0.0.1:7071"), "Where.");

    [Theory]
    [InlineData("http://127.0.0.1:7071/")]
    [InlineData("https://host.example/api/v3", "--url", "https://host.example/api/v3")]
    public void An_address_is_what_was_given_or_else_what_is_usual(string expected, params string[] arguments)
    {
        var parsed = Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.Equal(expected, parsed.GetValue(option)!.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1:7071")]
    [InlineData("ftp://host.example")]
    [InlineData("/api")]
    [InlineData("")]
    public void Anything_else_is_wrong_usage(string text) => Assert.Equal(
        $"--url must be an address that begins with http:// or https://, not '{text}'", Assert.Single(Parse("--url", text).Errors).Message);

    private ParseResult Parse(params string[] arguments) => new RootCommand { option }.Parse(arguments);
}
