using System.Text;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using Grain.Functions.Tests.Hosting;

namespace Grain.Functions.Tests.Docs;

/// <summary>
/// Plays the commands of a page in order, in one shell and a folder of its own, against an app that is there already. The app's address and
/// a space of the page's own are put in place of those that readers see.
/// </summary>
internal sealed partial class DocsPlay(DocsPage page, Uri app, string storage)
{
    private const char Separator = '\u001e';

    /// <summary>What all pages call the app and the space.</summary>
    private const string ShownApp = "http://127.0.0.1:7071", ShownSpace = "my-project";

    private static readonly string Folder = Path.Combine(DocsPage.Root, "tests", "Grain.Functions.Tests", "Docs");

    private readonly string address = app.GetLeftPart(UriPartial.Authority);
    private readonly string space = "docs-" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>Plays the page.</summary>
    /// <returns>What is not as the page says; nothing if all is.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var fences = page.Fences.Where(fence => fence.IsPlayed).ToList();
        var folder = Directory.CreateTempSubdirectory("grain-docs-").FullName;
        try
        {
            foreach (var linked in new[] { "docs", "clients" })
                Directory.CreateSymbolicLink(Path.Combine(folder, linked), Path.Combine(DocsPage.Root, linked));
            Directory.CreateDirectory(Path.Combine(folder, ".azurite"));
            await File.WriteAllTextAsync(Path.Combine(folder, ".azurite", "serve.key"), TestHost.OwnerKey + "\n");
            await File.WriteAllTextAsync(Path.Combine(folder, "play.sh"), Script(fences));
            var played = await Cli.Wrap("bash").WithArguments(["play.sh"]).WithWorkingDirectory(folder)
                .WithEnvironmentVariables(new Dictionary<string, string?>
                {
                    ["AzureWebJobsStorage"] = storage,
                    ["Grain__SecretKeys"] = GrainApp.SecretKeys,
                    ["GRAIN_APP"] = address,
                    ["GRAIN_KEY"] = TestHost.OwnerKey,
                    ["DOCS_APP"] = address,
                    ["DOCS_SPACE"] = space,
                    ["DOCS_TOOL"] = Path.Combine(AppContext.BaseDirectory, "Grain.Local.dll"),
                })
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Encoding.UTF8);
            var outputs = played.StandardOutput.Split(Separator)[1..];
            return played.ExitCode == 0
                ? [.. fences.Select((fence, i) => Differs(fence, outputs[i])).OfType<string>()]
                : [$"{fences[outputs.Length - 1]}: exit {played.ExitCode}\n{outputs[^1]}\n{played.StandardError}"];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The commands, each block's output after a separator. The first one that fails ends it, unless it shall fail.</summary>
    private string Script(IEnumerable<DocsFence> fences) =>
        $". '{Path.Combine(Folder, "prelude.sh")}'\n" + string.Concat(fences.Select(fence => "printf '\\036'\n" + (fence.Mark == "fails"
            ? $"set +e; ( set -e\n{Here(fence.Text)}) 2>&1; code=$?; set -e; test $code -ne 0\n"
            : Here(fence.Text))));

    private string Here(string text) =>
        text.Replace(ShownApp, address, StringComparison.Ordinal).Replace(ShownSpace, space, StringComparison.Ordinal);

    /// <summary>What is printed, held against the block that follows, if that shows it.</summary>
    private string? Differs(DocsFence played, string output)
    {
        var shown = page.Fences.SkipWhile(fence => fence != played).ElementAtOrDefault(1);
        if (shown is not { IsOutput: true }) return null;
        var printed = output.Replace(address, ShownApp, StringComparison.Ordinal).Replace(space, ShownSpace, StringComparison.Ordinal);
        return Shows(shown.Text, printed) ? null : $"{shown} shows\n{shown.Text}\nand it is\n{printed}";
    }

    /// <summary>Whether a shown output is this one, whatever the blanks, lines and rules in it. An ellipsis stands for anything.</summary>
    internal static bool Shows(string shown, string printed) =>
        Regex.IsMatch(Layout().Replace(printed, ""),
            "^" + Regex.Escape(Layout().Replace(shown, "")).Replace("…", ".*?", StringComparison.Ordinal) + "$", RegexOptions.Singleline);

    [GeneratedRegex(@"[\s─]+")]
    private static partial Regex Layout();
}
