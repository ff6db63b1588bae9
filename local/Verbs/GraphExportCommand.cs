using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>export graph [--epoch E] [--format graphml|json] [--out FILE]</c>: the graph of an epoch as a file.</summary>
internal static class GraphExportCommand
{
    private const int BufferBytes = 1 << 16;
    private const int Mebibyte = 1 << 20;

    internal static Command Create()
    {
        var epoch = Ask.For<string>("--epoch", "A closed epoch, or the open one as ranked last (open); the last closed one if absent.");
        var format = Ask.For<string>("--format",
            "json, which ./grain credrank reads, or graphml for Gephi, NetworkX and igraph; by default as the file is named, or json.");
        format.AcceptOnlyFromAmong("json", "graphml");
        var file = Ask.For<string>("--out", "The file to write; without it, standard output.");
        return AppVerb.InSpace("graph", "Writes the graph of an epoch: people, contributions and what flows between them.",
            [epoch, format, file], async (call, cancellation) =>
            {
                var path = call.Get(file);
                var query = ApiQuery.Of(("epoch", call.Get(epoch)), ("format", call.Get(format)
                    ?? (path?.EndsWith(".graphml", StringComparison.OrdinalIgnoreCase) == true ? "graphml" : null)));
                var progress = new Progress(call.Error, TimeProvider.System, "MiB written");
                await WholeFile.WriteAsync(path, output => call.CopyAsync($"graph/export{query}",
                    body => CopyAsync(body, output, path, progress, cancellation), cancellation));
                call.Error.WriteLine("grain: the graph is exported");
            });
    }

    private static async Task CopyAsync(Stream body, Stream output, string? path, Progress progress,
        CancellationToken cancellation)
    {
        var (buffer, bytes) = (new byte[BufferBytes], 0L);
        for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0; bytes += read)
        {
            try
            {
                await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
            catch (IOException fault)
            {
                throw WholeFile.Unwritten(path, fault); // it is not the app that broke off
            }

            progress.Report(bytes / Mebibyte);
        }
    }
}
