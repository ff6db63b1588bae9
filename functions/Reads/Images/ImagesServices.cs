namespace Grain.Functions.Reads.Images;

/// <summary>What the slice adds to the app.</summary>
internal static class ImagesServices
{
    public static IServiceCollection AddImages(this IServiceCollection services) => services.AddSingleton<BadgeNumbers>();
}
