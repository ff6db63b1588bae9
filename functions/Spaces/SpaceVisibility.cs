namespace Grain.Functions.Spaces;

/// <summary>Who may see what a space publishes.</summary>
public enum SpaceVisibility
{
    /// <summary>Who has a key.</summary>
    [JsonStringEnumMemberName("private")]
    Private,

    /// <summary>Everybody who knows its name.</summary>
    [JsonStringEnumMemberName("public")]
    Public,

    /// <summary>Everybody; it stands in the list of spaces that needs no key.</summary>
    [JsonStringEnumMemberName("listed")]
    Listed,
}
