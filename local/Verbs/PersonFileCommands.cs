using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>person export ID</c> and <c>person remains ID</c>: what is known of a person, and where it lies.</summary>
internal static class PersonFileCommands
{
    public static Command Export()
    {
        var id = PersonCommand.Id();
        var file = Ask.For<string>("--out", "The file to write; without it, standard output.");
        return AppVerb.InSpace("export", "Writes all that the space's books hold of a person, as one JSON file.", [id, file],
            async (call, cancellation) =>
            {
                var answer = await call.GetAsync("people/export" + ApiQuery.Of(("id", call.Get(id))), cancellation);
                using var whole = JsonDocument.Parse(answer.Body); // what was cut off on its way is no file
                if (call.Get(file) is not { } path)
                {
                    call.Output.WriteLine(answer.Text);
                    return;
                }

                await WholeFile.WriteAsync(path, file => file.WriteAsync(answer.Body, cancellation).AsTask());
                call.Error.WriteLine($"grain: all of {Plain.Text(whole.RootElement.GetProperty("id").GetString()!)} is in {path}");
            });
    }

    public static Command Remains()
    {
        var id = PersonCommand.Id();
        return AppVerb.InSpace("remains", "Tells where the space holds something of a person.", [id], async (call, cancellation) =>
            call.Show(await AllPages.ReadAsync("places", after =>
                    call.GetAsync("people/remains" + ApiQuery.Of(("id", call.Get(id)), ("after", after)), cancellation)),
                VerbJson.Default.RemainsView, remains =>
                {
                    var places = remains.Places.GroupBy(each => (each.Where, each.What)).Select(each => new RemainsRow(
                        each.Key.Where, each.Key.What, each.Sum(row => row.Own), each.Sum(row => row.Naming)));
                    TextTable.Write(call.Output, [.. places], ("Where", row => row.Where), ("#Under their ids", row => $"{row.Own}"),
                        ("#Naming them", row => $"{row.Naming}"), ("What", row => row.What));
                    foreach (var place in remains.Elsewhere) call.Output.WriteLine($"  not looked at: {place}");
                }));
    }
}
