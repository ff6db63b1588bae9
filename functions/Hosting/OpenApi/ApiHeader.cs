namespace Grain.Functions.Hosting.OpenApi;

/// <summary>A header of an answer.</summary>
internal sealed record ApiHeader(string Name, string Description, bool IsRequired = false)
{
    /// <summary>The version of what is answered.</summary>
    public static ApiHeader ETag { get; } = new("ETag", "The version of what is answered.", true);
}
