namespace Grain.Functions.Spaces;

/// <summary>Who may see what a space publishes.</summary>
public enum SpaceVisibility
{
    /// <summary>Who has a key.</summary>
    [JsonStringEnumMemberName("private")]
    Private,

    /// <summary>Everybody.</summary>
    [JsonStringEnumMemberName("public")]
    Public,
}
