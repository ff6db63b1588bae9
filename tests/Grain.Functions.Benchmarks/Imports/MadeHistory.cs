using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Grain.Local.Histories;

namespace Grain.Functions.Benchmarks.Imports;

/// <summary>
/// What git would tell of a repository that is made up: three commits on the line, one of a pull request, its merge, and so on. Written as
/// it is read, so that nothing of it is in memory.
/// </summary>
/// <param name="commits">How many commits.</param>
/// <param name="people">By how many people.</param>
internal sealed class MadeHistory(int commits, int people)
{
    private const int Round = 5;
    private const int SecondsACommit = 60;
    private const long First = 1_672_531_200; // 2023-01-01

    /// <summary>All commits, the oldest first.</summary>
    public IAsyncEnumerable<GitCommit> ReadAsync(CancellationToken cancellation) =>
        ToldAsync(Enumerable.Range(0, commits), Commit, GitLog.ReadAsync, cancellation);

    /// <summary>Where each stands, none before those that go on from it.</summary>
    public IAsyncEnumerable<PlacedInHistory> PlacesAsync(CancellationToken cancellation) =>
        ToldAsync(Enumerable.Range(0, commits).Select(number => commits - 1 - number), Place, MergedPulls.ReadAsync, cancellation);

    private static async IAsyncEnumerable<T> ToldAsync<T>(IEnumerable<int> numbers, Func<int, string> tell,
        Func<Stream, CancellationToken, IAsyncEnumerable<T>> read,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pipe = new Pipe();
        var writing = WriteAsync();
        await foreach (var told in read(pipe.Reader.AsStream(), cancellation)) yield return told;
        await writing;

        async Task WriteAsync()
        {
            foreach (var number in numbers)
            {
                Encoding.UTF8.GetBytes(tell(number), pipe.Writer);
                await pipe.Writer.FlushAsync(cancellation);
            }

            await pipe.Writer.CompleteAsync();
        }
    }

    private string Commit(int number)
    {
        var who = (long)number * 7919 % people;
        var at = First + ((long)number * SecondsACommit);
        var paths = IsMerge(number) ? "" : $"\nsrc/part{number % 200}/file{number % 5000}.cs\0docs/page{number % 300}.md\0";
        return string.Create(CultureInfo.InvariantCulture,
            $"\0{Sha(number)}\0Person {who}\0{who}+person{who}@users.noreply.github.com\0{at}\0{Title(number)}\n\nAs was said.\0"
            + $"{Parents(number)}\0\0{paths}");
    }

    private static string Place(int number) => $"{Sha(number)} {Parents(number)}\0{Title(number)}\0";

    private static bool IsMerge(int number) => number % Round == Round - 1;

    private static string Title(int number) => IsMerge(number) ? $"Merge pull request #{number} from somebody/branch{number}"
        : $"Change the parser for the {number}th time";

    /// <summary>A merge goes on from the line, and from the commit before, which is beside it.</summary>
    private static string Parents(int number) => number == 0 ? ""
        : IsMerge(number) ? $"{Sha(number - 2)} {Sha(number - 1)}" : Sha(number - 1);

    private static string Sha(int number) => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)))[..40];
}
