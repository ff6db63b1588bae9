namespace Grain.Local.CommandLine;

/// <summary>The options of verbs, each with what it is for.</summary>
internal static class Ask
{
    /// <summary>The space that a verb works on: <see cref="SpaceChoice"/> says which one where it is left out.</summary>
    public static Option<string?> Space(string what = "The space") =>
        For<string>("--space", $"{what}; by default ${AppOptions.SpaceVariable}, or the only one there is.");

    /// <summary>An option that may be left out.</summary>
    public static Option<T?> For<T>(string name, string description) => new(name) { Description = description };

    /// <summary>An option with a usual value.</summary>
    public static Option<T> Or<T>(string name, T otherwise, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Several(string name, string description) => Or(name, Array.Empty<string>(), description);

    /// <summary>A whole number within bounds; anything else is wrong usage.</summary>
    public static Option<int> Number(string name, int otherwise, int least, int most, string description) =>
        Read(name, otherwise, description,
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most,
            int.Parse, text => $"be a whole number between {least} and {most}, not '{text}'.");

    /// <summary>The address of a server; anything but <c>http</c> and <c>https</c> is wrong usage.</summary>
    public static Option<Uri> Address(string name, Uri otherwise, string description) =>
        Read(name, otherwise, description, IsAddress, text => new Uri(text), text => AddressRule(text));

    /// <summary>The same, and nothing if it is left out.</summary>
    public static Option<Uri?> Address(string name, string description)
    {
        var option = For<Uri>(name, description);
        option.HelpName = "URL";
        option.CustomParser = given =>
        {
            var text = given.Tokens[^1].Value;
            if (IsAddress(text)) return new Uri(text);
            given.AddError($"{name} must {AddressRule(text)}");
            return null;
        };
        return option;
    }

    /// <summary>Whether a text is the address of a server.</summary>
    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    /// <summary>What follows "must" when it is none.</summary>
    public static string AddressRule(string text) => $"be an address that begins with http:// or https://, not '{text}'";

    // The library's own reader would accept any text as an address, and say of a number only that it cannot be parsed.
    private static Option<T> Read<T>(string name, T otherwise, string description, Func<string, bool> isGood, Func<string, T> read,
        Func<string, string> rule)
    {
        var option = Or(name, otherwise, description);
        option.CustomParser = given =>
        {
            var text = given.Tokens.Count == 0 ? "" : given.Tokens[^1].Value;
            if (isGood(text)) return read(text);
            given.AddError($"{name} must {rule(text)}");
            return default;
        };
        return option;
    }
}
