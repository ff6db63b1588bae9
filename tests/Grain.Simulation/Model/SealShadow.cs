using System.Text;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>Of a sealed space no name of anybody is stored or sent where it could be read.</summary>
internal sealed class SealShadow(Findings findings)
{
    private const string Opening = "<MessageText>";
    private const string Closing = "</MessageText>";

    /// <summary>How much is shown of what stands before a name.</summary>
    private const int Shown = 120;

    private readonly List<(string Name, byte[] Bytes)> names = [];

    /// <summary>People of a sealed space, by their names.</summary>
    public void Add(IEnumerable<string> people) => names.AddRange(people.Select(name => (name, Encoding.UTF8.GetBytes(name))));

    /// <summary>Whether somebody is among them.</summary>
    public bool Has(string person) => names.Exists(each => each.Name == person);

    /// <summary>Takes a change that storage took.</summary>
    public void Take(StorageCall call)
    {
        if (names.Count == 0) return;
        foreach (var request in call.Actions ?? [call.Request])
        {
            var body = call.Service == "queue" ? Message(request.Body) : request.Body;
            foreach (var (name, bytes) in names)
                if (body.AsSpan().IndexOf(bytes) is >= 0 and var at)
                    Find(call, name, Encoding.UTF8.GetString(body.AsSpan(0, at)[^Math.Min(at, Shown)..]));
                else if (request.Path.Contains(name, StringComparison.Ordinal)) Find(call, name, request.Path);
        }
    }

    private void Find(StorageCall call, string name, string where) =>
        findings.Add($"{call.Resource}: {name} of a sealed space can be read behind …{where}");

    /// <summary>What a message says: it lies in XML, in base64.</summary>
    private static byte[] Message(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        var begin = text.IndexOf(Opening, StringComparison.Ordinal) + Opening.Length;
        var end = text.IndexOf(Closing, StringComparison.Ordinal);
        if (begin < Opening.Length || end < begin) return body;
        var plain = new byte[end - begin];
        return Convert.TryFromBase64String(text[begin..end], plain, out var length) ? plain[..length] : body;
    }
}
