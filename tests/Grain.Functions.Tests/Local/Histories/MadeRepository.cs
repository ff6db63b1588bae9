using System.Globalization;
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Grain.Functions.Tests.Local.Histories;

/// <summary>A repository made in a moment with <c>git fast-import</c>, which takes names and messages that git itself would not.</summary>
internal sealed class MadeRepository : IDisposable
{
    private readonly MemoryStream stream = new();
    private readonly List<string> clones = [];
    private int commits;

    public MadeRepository(string? origin = "https://user:password@github.com/octo/field.git")
    {
        Folder = Directory.CreateTempSubdirectory("grain-git-").FullName;
        Run("init", "--quiet", "--bare", "--initial-branch=main");
        if (origin is not null) Run("config", "remote.origin.url", origin);
    }

    public string Folder { get; }

    /// <summary>A pause before the first commit.</summary>
    public DateTimeOffset Begins { get; init; } = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    /// <summary>Between two commits, in whole seconds.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>One commit more on the branch <c>main</c>.</summary>
    public MadeRepository Commit(string name, string address, string message, params string[] files) =>
        Commit(name, address, message, null, files);

    /// <summary>One commit more that also merges an earlier one, numbered from 1.</summary>
    public MadeRepository Commit(string name, string address, string message, int? merged, params string[] files)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        Write(string.Create(CultureInfo.InvariantCulture,
            $"commit refs/heads/main\nmark "
                + $":{++commits}\ncommitter {name} <{address}> {(Begins + (commits * Pause)).ToUnixTimeSeconds()} +0100\n"
                + $"data {bytes.Length}\n"));
        stream.Write(bytes);
        Write("\n");
        if (commits > 1) Write($"from :{commits - 1}\n");
        if (merged is { } other) Write($"merge :{other}\n");
        foreach (var file in files) Write($"M 100644 inline \"{Escaped(file)}\"\ndata 0\n\n");
        return this;
    }

    /// <summary>Commits on a branch, and the merge of it into <c>main</c>.</summary>
    public MadeRepository Branch(string merge, params (string Name, string Address, string Message)[] work)
    {
        var main = commits;
        foreach (var (name, address, message) in work)
        {
            var from = commits;
            Write(string.Create(CultureInfo.InvariantCulture, $"commit refs/heads/side\nmark :{++commits}\ncommitter {name} <{address}> "
                + $"{1_700_000_000 + commits} +0100\ndata {Encoding.UTF8.GetByteCount(message)}\n{message}\nfrom :{from}\n"));
        }

        Write(string.Create(CultureInfo.InvariantCulture, $"commit refs/heads/main\nmark :{++commits}\ncommitter Ada <ada@example.org> "
            + $"{1_700_000_000 + commits} +0100\ndata {Encoding.UTF8.GetByteCount(merge)}\n{merge}\nfrom :{main}\nmerge :{commits - 1}\n"));
        return this;
    }

    public MadeRepository Finish()
    {
        stream.Position = 0;
        Run(stream, "fast-import", "--quiet");
        return this;
    }

    /// <summary>A bare clone of it, over the protocol, beside it.</summary>
    public string Clone(params string[] options)
    {
        var folder = $"{Folder}-{clones.Count}";
        clones.Add(folder);
        Run(["clone", "--quiet", "--bare", .. options, "file://" + Folder, folder]);
        return folder;
    }

    public void Run(params string[] arguments) => Run(Stream.Null, arguments);

    public void Dispose()
    {
        foreach (var folder in clones.Prepend(Folder)) Directory.Delete(folder, recursive: true);
    }

    private static string Escaped(string file) =>
        string.Concat(Encoding.UTF8.GetBytes(file).Select(b => $"\\{Convert.ToString(b, 8).PadLeft(3, '0')}"));

    private void Write(string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    private void Run(Stream input, params string[] arguments)
    {
        var git = Cli.Wrap("git").WithArguments(["-C", Folder, .. arguments]).WithStandardInputPipe(PipeSource.FromStream(input))
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync().GetAwaiter().GetResult();
        if (git.ExitCode != 0) throw new InvalidOperationException(git.StandardError);
    }
}
