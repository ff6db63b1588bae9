using Azure.Data.Tables;
using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Runs;

/// <summary>How runs and books stand in the table <c>epochs</c>.</summary>
internal static class EpochRows
{
    /// <summary>The key of the row of the books.</summary>
    public const string BooksKey = "~books";

    /// <summary>The key of the row of the open epoch, behind that of the books: a range has both, and no run.</summary>
    public const string OpenKey = "~open";

    /// <summary>The books of a space as a row.</summary>
    public static TableEntity Of(string space, SpaceBooks books)
    {
        var row = new TableEntity(space, BooksKey) { ["Supply"] = books.Supply.ToString(), ["CarriedOver"] = books.CarriedOver.ToString() };
        if (books.LastClosed is { } last) (row["Epoch"], row["Start"], row["End"]) = (last.Id, last.Start, last.End);
        if (books.Open is { } open) row["Open"] = open;
        SetPiece(row, "Statement", books.Statement);
        return row;
    }

    public static SpaceBooks ReadBooks(TableEntity row) => new(
        row.ContainsKey("Epoch") ? ReadEpoch(row) : null, GrainAmount.Parse(row.Required<string>("Supply")),
        GrainAmount.Parse(row.Required<string>("CarriedOver")), Piece(row, "Statement"), row.ETag, row.GetString("Open"));

    /// <summary>A run as a row.</summary>
    public static TableEntity Of(EpochRun run)
    {
        var row = new TableEntity(run.Space, TableKey.Escape(run.Epoch.Id))
        {
            ["Format"] = 1,
            ["Epoch"] = run.Epoch.Id,
            ["Start"] = run.Epoch.Start,
            ["End"] = run.Epoch.End,
            ["Stage"] = run.Stage.ToString(),
            ["LeaseUntil"] = run.LeaseUntil,
            ["Attempts"] = run.Attempts,
            ["StartedAt"] = run.StartedAt,
            ["StageAt"] = run.StageAt,
            ["PaymentsMade"] = run.PaymentsMade,
        };
        // Absent when it is the first, as in rows from before there were others.
        if (run.Calculation != EpochRun.FirstCalculation) row["Calculation"] = run.Calculation;
        if (run.RegularMinutes is { } regular) row["RegularMinutes"] = regular;
        if (run.Error is { } error) row["Error"] = error;
        if (run.Owner is { } owner) row["Owner"] = owner;
        if (run.ClosedAt is { } closed) row["ClosedAt"] = closed;
        if (run.Notes is { } notes) row["Notes"] = notes;
        if (run.Totals is { } totals) row["Totals"] = totals;
        SetPiece(row, "Config", run.Config);
        SetPiece(row, "Identities", run.Identities);
        SetPiece(row, "Graph", run.Graph);
        SetPiece(row, "Cursors", run.Cursors);
        SetPiece(row, "RankInput", run.RankInput);
        SetPiece(row, "Scores", run.Scores);
        SetPiece(row, "Flow", run.Flow);
        SetPiece(row, "Allocation", run.Allocation);
        SetPiece(row, "Accounts", run.Accounts);
        SetPiece(row, "Growing", run.Growing);
        SetPiece(row, "Trees", run.Trees);
        SetPiece(row, "Statement", run.Statement);
        return row;
    }

    public static EpochRun ReadRun(TableEntity row) => new()
    {
        Space = row.PartitionKey,
        Epoch = ReadEpoch(row),
        Stage = Enum.Parse<EpochStage>(row.Required<string>("Stage")),
        Owner = row.GetString("Owner"),
        LeaseUntil = row.Required<DateTimeOffset>("LeaseUntil"),
        Attempts = row.Required<int>("Attempts"),
        RegularMinutes = row.GetInt64("RegularMinutes"),
        Calculation = row.GetInt32("Calculation") ?? EpochRun.FirstCalculation,
        StartedAt = row.Required<DateTimeOffset>("StartedAt"),
        StageAt = row.Required<DateTimeOffset>("StageAt"),
        PaymentsMade = row.Required<int>("PaymentsMade"),
        Error = row.GetString("Error"),
        ClosedAt = row.GetDateTimeOffset("ClosedAt"),
        Config = Piece(row, "Config"),
        Identities = Piece(row, "Identities"),
        Graph = Piece(row, "Graph"),
        Cursors = Piece(row, "Cursors"),
        RankInput = Piece(row, "RankInput"),
        Scores = Piece(row, "Scores"),
        Flow = Piece(row, "Flow"),
        Allocation = Piece(row, "Allocation"),
        Accounts = Piece(row, "Accounts"),
        Growing = Piece(row, "Growing"),
        Trees = Piece(row, "Trees"),
        Statement = Piece(row, "Statement"),
        Notes = row.GetString("Notes"),
        Totals = row.GetString("Totals"),
        ETag = row.ETag,
    };

    /// <summary>The open epoch as a row.</summary>
    public static TableEntity Of(string space, OpenRanking open)
    {
        var row = open.Run is { } run ? Of(run) : new TableEntity(space, OpenKey);
        row.RowKey = OpenKey;
        row["News"] = open.News;
        if (open.After is { } after) row["After"] = after;
        SetPiece(row, "Collecting", open.Collecting);
        if (open.Replaced.Count > 0) row["Replaced"] = string.Join('\n', open.Replaced);
        return row;
    }

    public static OpenRanking ReadOpen(TableEntity row) => new(
        row.ContainsKey("Epoch") ? ReadRun(row) with { ETag = null } : null, row.Required<string>("News"), row.GetString("After"))
    {
        Collecting = Piece(row, "Collecting"),
        Replaced = ReplacedRanking.Read(row.GetString("Replaced")),
        ETag = row.ETag,
    };

    private static Epoch ReadEpoch(TableEntity row) =>
        new(row.Required<string>("Epoch"), row.Required<DateTimeOffset>("Start"), row.Required<DateTimeOffset>("End"));

    private static void SetPiece(TableEntity row, string name, StoredPiece? piece)
    {
        if (piece is not null) (row[name], row[name + "Hash"]) = (piece.Name, piece.Hash);
    }

    private static StoredPiece? Piece(TableEntity row, string name) =>
        row.GetString(name) is { } blob ? new StoredPiece(blob, row.Required<string>(name + "Hash")) : null;
}
