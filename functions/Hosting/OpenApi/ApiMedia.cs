namespace Grain.Functions.Hosting.OpenApi;

/// <summary>Media types of bodies.</summary>
internal static class ApiMedia
{
    public const string Json = "application/json";

    public const string Lines = "application/x-ndjson";
}
