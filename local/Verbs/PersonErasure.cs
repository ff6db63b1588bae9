using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>person erase ID</c>: asks for the id once more, since nothing brings a person back; <c>--yes-erase ID</c> where nobody can be asked.
/// </summary>
internal static class PersonErasure
{
    internal static Command Create()
    {
        var id = PersonCommand.Id();
        var sure = Ask.For<string>("--yes-erase", "The id once more: erases without asking.");
        sure.HelpName = "ID";
        return AppVerb.InSpace("erase", "Erases a person from a sealed space, for ever.", [id, sure], async (call, cancellation) =>
        {
            var person = call.Get(id);
            MakeSure(call, person, call.Get(sure));
            var answer = await call.SendAsync(HttpMethod.Delete, "people" + ApiQuery.Of(("id", person), ("confirm", person)), null,
                cancellation);
            call.Show(answer, VerbJson.Default.ErasedView, erased => call.Output.WriteLine(
                $"Erased. What is left is under {string.Join(", ", erased.People)}, and nobody can tell who that was."));
        });
    }

    private static void MakeSure(AppCall call, string person, string? sure)
    {
        if (sure == person) return;
        if (sure is not null) throw new UsageException($"--yes-erase says '{sure}', and the person is '{person}'; nothing was erased");
        call.Error.WriteLine($"This erases '{Plain.Text(person)}' under all their ids. Points, cred and grain stay, of nobody known. "
            + "Nothing brings the person back.");
        call.Error.WriteLine($"To keep what is known of them: ./grain person export {Plain.Text(person)} --out FILE");
        var again = call.Ask("Type the id to erase the person:")
            ?? throw new UsageException($"nobody can be asked here: --yes-erase {Plain.Text(person)} erases them");
        if (again != person) throw new CommandException("nothing was erased");
    }
}
