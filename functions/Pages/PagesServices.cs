using Grain.Functions.Access;

namespace Grain.Functions.Pages;

/// <summary>What the slice adds to the app.</summary>
internal static class PagesServices
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton(new PageFiles(PageFiles.FolderOfApp))
        .AddSingleton(new OpenFunctions(new HashSet<string> { PagesFunctions.Name }));
}
