using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Grain.Local.Backfill;

namespace Grain.Local.GitHub;

/// <summary>
/// Asks GitHub's GraphQL API for lists, page by page: as much at once as it answers in its time, and no faster than its points of an hour
/// last.
/// </summary>
internal sealed class GraphClient
{
    private const int KeptBackMax = 100;

    /// <summary>The points come back within the hour; a later time is a fault of a clock.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(61);

    private readonly GitHubApi api;
    private readonly TimeProvider time;
    private readonly Action<string> say;
    private readonly HashSet<GraphFault> keptBack = [];
    private int dearest;

    /// <summary>Servers of some years ago know the short numbers only.</summary>
    private bool hasShortNumbers;

    /// <summary>Asks nothing yet.</summary>
    public GraphClient(GitHubApi api, TimeProvider time, Action<string> say)
    {
        (this.api, this.time, this.say) = (api, time, say);
        api.Failing = Size.Shrink;
    }

    /// <summary>How much is asked for at once.</summary>
    public PageSize Size { get; } = new();

    /// <summary>Parts of answers that GitHub did not give, with its reasons; what they belong to was read without them.</summary>
    public IReadOnlyCollection<GraphFault> KeptBack => keptBack;

    /// <summary>How many more of them there were than are told.</summary>
    public int KeptBackMore { get; private set; }

    /// <summary>Asks one question.</summary>
    /// <param name="query">The question.</param>
    /// <param name="variables">What it is about, without the sizes of pages.</param>
    /// <param name="most">Items of a page.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<GraphAnswer> AskAsync(string query, JsonObject variables, int most, CancellationToken cancellation)
    {
        var answer = GraphAnswer.Read(await api.QueryAsync("graphql", () => Body(query, variables, most), cancellation));
        if (!hasShortNumbers
            && answer.Faults.Any(fault => fault.Message.Contains("'fullDatabaseId' doesn't exist", StringComparison.Ordinal)))
        {
            hasShortNumbers = true;
            return await AskAsync(query, variables, most, cancellation);
        }

        Size.Succeed();
        MindPrice(answer.Data?["rateLimit"] as JsonObject);
        return answer;
    }

    /// <summary>The pages of a list of a repository.</summary>
    /// <param name="repository">Owner and name.</param>
    /// <param name="list">The list.</param>
    /// <param name="after">Where an earlier reading stopped; if GitHub knows that place no more, the list begins anew.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<Page> PagesAsync((string Owner, string Name) repository, Connection list, string? after,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var variables = new JsonObject { ["owner"] = repository.Owner, ["name"] = repository.Name, ["after"] = after };
            var answer = await AskPageAsync(list, each => each.OfRepository, variables, list.Name, cancellation);
            if (isFirst && after is not null && answer.Faults.Any(fault => fault.Type == "INVALID_CURSOR_ARGUMENTS"))
            {
                after = null;
                continue;
            }

            if (answer.Data?["repository"]?[list.Name] is not JsonObject told)
                throw Refused(answer, $"{repository.Owner}/{repository.Name}");
            Note(answer.Faults);
            var page = Page.Of(told, list);
            yield return page;
            if (page.Next is null || page.Next == after) yield break;
            after = page.Next;
        }
    }

    /// <summary>All items of a list within an item: those that came with it, then further pages.</summary>
    public async IAsyncEnumerable<JsonObject> AllAsync(JsonObject of, Connection list,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var page = Page.Of(of[list.Name] as JsonObject, list);
        while (true)
        {
            foreach (var item in page.Items) yield return item;
            if (page.Next is not { } next) yield break;
            var variables = new JsonObject { ["id"] = of["node_id"]?.GetValue<string>(), ["after"] = next };
            var answer = await AskPageAsync(list, each => each.Further, variables, $"{list.Name} of {of["html_url"]}", cancellation);
            if (answer.Data is null) throw Refused(answer, list.Name);
            Note(answer.Faults);
            page = Page.Of(answer.Data["node"]?[list.Name] as JsonObject, list);
            if (page.Next == next) throw new CommandException($"GitHub gives one page of {list.Name} again and again; run it again later");
        }
    }

    /// <summary>
    /// A page of a list. What GitHub does not answer about even alone, while it answers everything else, is passed by and told.
    /// </summary>
    private async Task<GraphAnswer> AskPageAsync(
        Connection list, Func<Connection, string> question, JsonObject variables, string what, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(question(list), variables, list.PageMax, cancellation);
        }
        catch (NotAnsweredException)
        {
            await MarkAsync(); // is not answered either where GitHub is down
        }

        try
        {
            return await AskAsync(question(list), variables, 1, cancellation);
        }
        catch (NotAnsweredException fault)
        {
            var passed = await MarkAsync();
            if ((passed.Data?["repository"] ?? passed.Data?["node"])?[list.Name]?[list.Items] is not JsonArray { Count: > 0 } marks)
                throw;
            var mark = marks[0]?["number"] is { } number ? $"#{number} of {what}" : $"one of {what}";
            Note([new GraphFault("", $"{fault.Message}; it was passed by", mark)]);
            marks.Clear();
            return passed;
        }

        Task<GraphAnswer> MarkAsync() => AskAsync(question(list.With(list.Mark)), variables, 1, cancellation);
    }

    /// <summary>Why a question was not answered at all.</summary>
    public static CommandException Refused(GraphAnswer answer, string what) => answer.Faults switch
    {
        [{ Type: "NOT_FOUND" } fault, ..] => new($"{what}: there is no such repository, or the token may not see it ({fault.Message})"),
        [{ Type: "FORBIDDEN" or "INSUFFICIENT_SCOPES" } fault, ..] =>
            new($"{what}: the token may not read {fault.Path}: {fault.Message}; it needs {GitHubToken.Needs}, or leave that out with "
                + "--only"),
        [var fault, ..] => new($"{what}: GitHub answered: {fault.Message}"),
        _ => new($"{what}: GitHub answered with nothing; run the command again later"),
    };

    private JsonObject Body(string query, JsonObject variables, int most)
    {
        var all = (JsonObject)variables.DeepClone();
        if (query.Contains("$first", StringComparison.Ordinal)) all["first"] = Size.Of(most);
        if (query.Contains("$few", StringComparison.Ordinal)) all["few"] = Size.Few;
        return new JsonObject
        {
            ["query"] = hasShortNumbers ? query.Replace("fullDatabaseId", "databaseId", StringComparison.Ordinal) : query,
            ["variables"] = all,
        };
    }

    private void Note(IEnumerable<GraphFault> faults)
    {
        foreach (var fault in faults)
            if (keptBack.Count < KeptBackMax) keptBack.Add(fault);
            else if (!keptBack.Contains(fault)) KeptBackMore++;
    }

    private void MindPrice(JsonObject? price)
    {
        if (price is null || !TryWhole(price["cost"], out var cost) || !TryWhole(price["remaining"], out var remaining)) return;
        dearest = Math.Max(dearest, cost);
        if (remaining >= dearest || price["resetAt"] is not JsonValue told || !told.TryGetValue<DateTimeOffset>(out var reset)) return;
        var until = TimeSpan.FromTicks(Math.Min((reset - time.GetUtcNow()).Ticks, LongestWait.Ticks)) + TimeSpan.FromSeconds(1);
        if (until <= TimeSpan.Zero) return;
        say($"the points that GitHub gives for an hour are used up; going on in {Math.Ceiling(until.TotalSeconds):0} s");
        api.WaitUntil(time.GetUtcNow() + until);
    }

    private static bool TryWhole(JsonNode? node, out int number)
    {
        number = 0;
        return node is JsonValue value && value.TryGetValue(out number);
    }
}
