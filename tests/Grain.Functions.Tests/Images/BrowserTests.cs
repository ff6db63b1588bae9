using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Functions.Reads.Images;
using Grain.Functions.Tests.Pages;
using Xunit;

namespace Grain.Functions.Tests.Images;

/// <summary>What widths are worked out for is measured in a browser, with the fonts of this machine. Without a browser there is nothing to
/// measure.</summary>
public sealed partial class BrowserTests
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task No_text_reaches_out_of_its_image()
    {
        if (BrowserFactAttribute.Browser is not { } browser) return;
        var folder = Directory.CreateTempSubdirectory("grain-images-");
        try
        {
            var images = ImageTests.People.SelectMany(name => ImageTests.ImagesOf(name).Take(9));
            var page = Path.Combine(folder.FullName, "page.html");
            await File.WriteAllTextAsync(page, Page(images));
            var measured = Measured().Match(await DumpAsync(browser, folder.FullName, new Uri(page)));
            Assert.True(measured.Success, "the browser measured nothing");
            Assert.Equal("[]", measured.Groups[1].Value);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Each image in a root of its own, so that none has another's style; the page then says which texts reach out.</summary>
    private static string Page(IEnumerable<SvgImage> images) => $$"""
        <meta charset="utf-8"><body><script>
        const faults = [];
        let texts = 0;
        for (const image of {{JsonSerializer.Serialize(images.Select(image => image.ToString()))}}) {
          const host = document.body.appendChild(document.createElement('div'));
          const root = host.attachShadow({ mode: 'open' });
          root.innerHTML = image;
          const svg = root.querySelector('svg');
          for (const text of svg.querySelectorAll('text')) {
            const box = text.getBBox();
            texts++;
            const end = box.x + box.width;
            if (box.x < 0 || end > svg.width.baseVal.value) faults.push(`${text.textContent}: ${box.x} to ${end}`);
          }
        }
        if (texts < 100) faults.push(`${texts} texts`);
        document.body.replaceChildren();
        document.body.textContent = 'measured ' + JSON.stringify(faults) + ' end';
        </script>
        """;

    private static async Task<string> DumpAsync(string browser, string folder, Uri page)
    {
        var start = new ProcessStartInfo(browser,
            ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", $"--user-data-dir={folder}/profile", "--dump-dom",
                page.AbsoluteUri])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(WaitMax);
        try
        {
            var noise = process.StandardError.ReadToEndAsync(limit.Token);
            var dom = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await noise;
            await process.WaitForExitAsync(limit.Token);
            return dom;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("measured (.*) end", RegexOptions.Singleline)]
    private static partial Regex Measured();
}
