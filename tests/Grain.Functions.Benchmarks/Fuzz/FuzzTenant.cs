namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>A community under fire: its space, its callers, and the words by which what is its is known again.</summary>
/// <param name="Space">Its space.</param>
/// <param name="Word">Stands in all that its callers write, and in nothing else.</param>
/// <param name="Keys">What its callers show, by role.</param>
/// <param name="Secret">A secret in its configuration, which proves its webhooks.</param>
internal sealed record FuzzTenant(string Space, string Word, IReadOnlyDictionary<string, string> Keys, string Secret)
{
    private const int People = 7;

    /// <summary>Somebody of it who is private: who reads boards does not learn that there is such a person.</summary>
    public string Hermit => $"{Word}-hermit";

    /// <summary>Somebody of it.</summary>
    public string Person(Random random) => random.Next(3) switch
    {
        0 => $"github/{Word}{random.Next(People)}",
        1 => $"{Word}{random.Next(People)}",
        _ => $"oidc/{Word}/{random.Next(People)}",
    };

    /// <summary>An id of something of it.</summary>
    public string Id(Random random) => $"{Word}-{random.Next(40)}";
}

/// <summary>A request, and who sends it.</summary>
/// <param name="Operation">What it is about, as the API document calls it.</param>
/// <param name="Caller">The role of who sends it.</param>
/// <param name="Tenant">Whose words it has.</param>
/// <param name="Method">The method.</param>
/// <param name="Address">Path and query.</param>
/// <param name="Headers">Headers, as they are.</param>
/// <param name="Body">The body; absent if there is none.</param>
internal sealed record FuzzRequest(
    string Operation, string Caller, FuzzTenant Tenant, HttpMethod Method, string Address,
    IReadOnlyList<(string Name, string Value)> Headers,
    byte[]? Body)
{
    private const int ShownMax = 1500;

    /// <summary>All of it, so that it can be sent again; without what its caller shows.</summary>
    public override string ToString()
    {
        var headers = string.Join(", ", Headers.Where(header => header.Name != "Authorization").Select(header =>
            $"{header.Name}: {Cut(header.Value, 80)}"));
        return $"{Operation} as {Caller}: {Method} {Cut(Address, 400)} [{headers}] "
            + (Body is null ? "" : Cut(System.Text.Encoding.UTF8.GetString(Body), ShownMax));
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : $"{text[..most]}… ({text.Length})";
}
