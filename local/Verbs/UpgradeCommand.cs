using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>upgrade</c>: moves the storage to the newest format that the app knows. Asks before, since there is no way back; where nobody can be
/// asked, <c>--yes</c> says it.
/// </summary>
internal static class UpgradeCommand
{
    internal static Command Create()
    {
        var sure = Ask.For<bool>("--yes", "Moves without asking.");
        return AppVerb.OfApp("upgrade", "Moves the storage to the newest format that the app knows.", [sure], async (call, cancellation) =>
        {
            var answer = await call.App.GetAsync("formats", cancellation);
            if (answer.Read(VerbJson.Default.FormatsView) is { } now && Math.Max(now.InForce, now.Next ?? 0) < now.Known)
            {
                MakeSure(call, now, call.Get(sure));
                answer = await call.App.SendAsync(HttpMethod.Post, "formats", null, cancellation);
            }

            call.Show(answer, VerbJson.Default.FormatsView, formats => call.Output.WriteLine(TextOf(formats)));
        });
    }

    /// <summary>How the formats stand, and what is to be done, for people.</summary>
    internal static string TextOf(FormatsView formats) => string.Create(CultureInfo.InvariantCulture,
        $"The storage has format {formats.InForce}") + formats switch
        {
            { Next: { } next, From: { } from } =>
                string.Create(CultureInfo.InvariantCulture, $", and format {next} from {from.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z on."),
            _ when formats.InForce < formats.Known => string.Create(CultureInfo.InvariantCulture,
                $"; the app knows {formats.Known}. When no instance of an earlier version is left: ./grain upgrade"),
            _ => ", the newest that the app knows.",
        };

    private static void MakeSure(AppCall call, FormatsView now, bool sure)
    {
        if (sure) return;
        call.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"This moves the storage from format {now.InForce} to {now.Known}. An earlier version cannot work on it any more."));
        var answer = call.Ask("Is no instance of an earlier version left? [y/N]")
            ?? throw new UsageException("nobody can be asked here: --yes moves it");
        if (!Question.IsYes(answer)) throw new CommandException("nothing was moved");
    }
}
