using System.CommandLine.Parsing;

namespace Grain.Local.CommandLine;

/// <summary>Options whose value is the address of a server.</summary>
internal static class AddressOption
{
    /// <summary>An option that takes <c>http</c> and <c>https</c> addresses and names anything else as wrong usage.</summary>
    public static Option<Uri> Create(string name, string description, Uri absent) =>
        new(name) { Description = description, DefaultValueFactory = _ => absent, CustomParser = given => Parse(given, name) };

    // System.CommandLine knows no addresses by itself: it would accept any text and throw when the value is asked for.
    private static Uri? Parse(ArgumentResult given, string name)
    {
        var text = given.Tokens.Count == 0 ? "" : given.Tokens[^1].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)) return address;
        given.AddError($"{name} must be an address that begins with http:// or https://, not '{text}'");
        return null;
    }
}
