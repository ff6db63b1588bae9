using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Pages;

/// <summary>A test that needs a browser and the built dashboard; where one is missing it is passed over, and says so.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

    public BrowserFactAttribute() => Skip = Browser is null
        ? "There is no Chromium: install chromium-headless-shell, or say GRAIN_BROWSER=/where/it/is."
        : !File.Exists(Repository.File("dashboard/dist/index.html")) ? "The dashboard is not built: ./grain test builds it."
        : null;

    /// <summary>The program, if there is one; best the one without windows, which needs half as much of a processor.</summary>
    public static string? Browser { get; } = Environment.GetEnvironmentVariable("GRAIN_BROWSER") is { Length: > 0 } named ? named
        : (from program in Programs
           from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
           select Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
