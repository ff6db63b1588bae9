using Grain.Functions.Webhooks.Forges;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Wiki pages, created and edited.</summary>
internal static class WikiEvents
{
    public static void Read(ForgeDelivery delivery)
    {
        var at = WikiPages.Time(delivery);
        if (delivery.Sender() is not { } writer) return;
        delivery.Each(delivery.Root, "pages", page =>
        {
            if (page.OptionalText("action") is { } action and ("created" or "edited"))
                WikiPages.Count(delivery, "gollum." + action, page.Text("page_name"), () => page.Text("sha"),
                    (page.OptionalText("title"), page.OptionalText("html_url")), writer, at);
            else delivery.Skip("the page was neither created nor edited");
        });
        delivery.SkipIfNothing("the delivery names no pages");
    }
}
