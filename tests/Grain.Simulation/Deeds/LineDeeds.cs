using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Simulation.Processes;
using Grain.Simulation.Running;

namespace Grain.Simulation.Deeds;

/// <summary>
/// Makes deeds of lines. A line says who asks (nobody is an owner; <c>steward</c>, or <c>me</c>: somebody who has signed in), the method,
/// the address below the space's or from <c>/api</c>, a body, and perhaps <c>=&gt; name path</c>: what to remember of the answer, or
/// <c>=&gt; =</c>: it is the same each time. Words in braces are drawn.
/// </summary>
internal sealed partial class LineDeeds(People people, Dice dice, Conductor conductor)
{
    /// <summary>A key of a node that works offline; nothing is signed with it.</summary>
    private const string NodeKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54W"
        + "K84zV2sxXs7LtkBoN79R9Q==";

    private readonly Dictionary<string, string> seen = [];

    /// <summary>A deed of one of some lines.</summary>
    public Deed Of(string[] lines)
    {
        var parts = dice.Pick(lines).Split(" => ");
        return Of(parts[0], parts.Length > 1 ? parts[1].Split(' ') : []);
    }

    private Deed Of(string line, string[] remembered)
    {
        var match = Form().Match(line);
        var (person, template) = (people.Any(), match.Groups["address"].Value);
        var (address, body) = (Fill(template, person), Fill(match.Groups["body"].Value, person));
        if (address != "/" && !address.StartsWith("/api", StringComparison.Ordinal)) address = $"/api/spaces/{people.Space}{address}";
        var ask = new Ask(match.Groups["method"].Value, address, body.Length > 0 ? body : null)
        {
            Media = template.StartsWith("/import", StringComparison.Ordinal) ? "application/octet-stream" : "application/json",
            By = match.Groups["who"].Value switch { "me" => Ask.Person(person), "steward" => Ask.Steward, _ => Ask.Owner },
        };
        return new Deed($"{ask.Method} {template}", address, body.Split('\0')[0], ask, () => true)
        {
            Reads = ask.Method is "GET" or "OPTIONS",
            IsExact = false,
            Look = reply =>
            {
                if (remembered is not ["="]) Remember(remembered, reply);
                else if (!seen.TryAdd(address, reply.Body) && seen[address] != reply.Body)
                    throw new InvalidDataException($"{address} is answered otherwise than before");
            },
        };
    }

    private string Fill(string template, string person) =>
        Word().Replace(template, match => Draw(match.Groups[1].Value, match.Groups[2].Value, person));

    private string Draw(string word, string kind, string person) => word switch
    {
        "p" => person,
        "q" => people.Any(),
        "space" => people.Space,
        "new" => people.Id(kind),
        "old" => people.Known(kind),
        "seen" => seen.GetValueOrDefault(kind, "none"),
        "now" => Text(conductor.Now, "yyyy-MM-dd'T'HH:mm:ss'Z'"),
        "later" => Text(conductor.Now.AddHours(1 + dice.Below(40)), "yyyy-MM-dd'T'HH:mm:ss'Z'"),
        "yesterday" or "epoch" => Text(conductor.Now.AddDays(-1), "yyyy-MM-dd"),
        "ecdsa" => NodeKey,
        "sourcecred" => SourceCredArchive.Text,
        _ => throw new InvalidOperationException($"Nothing is drawn for {word}."),
    };

    private void Remember(string[] remembered, Reply reply)
    {
        if (remembered is [var whole]) seen[whole] = reply.Body;
        if (remembered is not [var name, var path]) return;
        var value = JsonElement.Parse(reply.Body);
        foreach (var part in path.Split('.'))
        {
            if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0) value = value[0];
            else if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part, out value)) return;
        }

        if (value.ValueKind == JsonValueKind.String) seen[name] = value.GetString()!;
    }

    private static string Text(DateTimeOffset moment, string form) => moment.ToString(form, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^((?<who>me|steward) )?(?<method>[A-Z]+) (?<address>\S*)( (?<body>.*))?$")]
    private static partial Regex Form();

    [GeneratedRegex(@"\{([a-z]+)(?::([a-z]+))?\}")]
    private static partial Regex Word();
}
