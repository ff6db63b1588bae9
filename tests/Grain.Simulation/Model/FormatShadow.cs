using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>A row never goes back to an earlier format: who wrote it knew of more than who writes over it.</summary>
internal sealed class FormatShadow(Findings findings)
{
    private readonly Dictionary<(string Table, string Partition, string Row), long> formats = [];

    /// <summary>Takes a change of a row.</summary>
    public void Take(string table, StoredChange change)
    {
        var place = (table, change.Keys.Partition, change.Keys.Row);
        if (change.Row is not { } row)
        {
            formats.Remove(place);
            return;
        }

        if (row.TryGet("Format") is null) return;
        var format = row.Number("Format");
        findings.Must(format >= formats.GetValueOrDefault(place), $"{table}: {place.Partition}/{place.Row} goes back to format {format}");
        formats[place] = format;
    }
}
