using Grain.Functions.SourceCred.Writing;

namespace Grain.Local.Verbs;

/// <summary><c>import abandon</c>: nobody goes on with an import of SourceCred that was cut off.</summary>
internal static class AbandonImportCommand
{
    internal static Command Create() => AppVerb.InSpace("abandon",
        "Says that nobody goes on with an import of SourceCred that was cut off, so that epochs wait no longer. What is written stays.", [],
        async (call, cancellation) =>
        {
            var answer = await call.SendAsync(HttpMethod.Delete, "import/sourcecred", null, cancellation);
            var abandoned = answer.Read(SourceCredJson.Default.AbandonedImport);
            if (call.AsJson) call.Output.WriteLine(answer.Text.TrimEnd());
            else call.Output.WriteLine($"{abandoned.Space}: epochs go on. {Shown.Count(abandoned.Events - abandoned.Settled, "event")} of "
                + "the ledger may have moved no grain; importing the same ledger again moves it.");
        });
}
