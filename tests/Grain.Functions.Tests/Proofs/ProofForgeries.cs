using System.Text.Json;
using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Proofs;

/// <summary>Changes proofs, so that nothing may be proven by them any more.</summary>
internal static class ProofForgeries
{
    /// <summary>The proof with each of its members changed in turn, and left out in turn; and which that is.</summary>
    public static IEnumerable<(string From, string Proof)> Of(string text)
    {
        foreach (var path in Leaves(JsonNode.Parse(text)!).Select(leaf => leaf.GetPath()).ToArray())
        {
            var forged = JsonNode.Parse(text)!;
            var leaf = Leaves(forged).Single(each => each.GetPath() == path);
            leaf.ReplaceWith<JsonNode>(leaf.GetValueKind() == JsonValueKind.Number ? leaf.GetValue<long>() + 1
                : Changed(leaf.GetValue<string>()));
            // Of another id that is in no account's way the same is true.
            if (!path.EndsWith(".missing.id", StringComparison.Ordinal)) yield return ($"{path} is another", forged.ToJsonString());
            var cut = JsonNode.Parse(text)!;
            leaf = Leaves(cut).Single(each => each.GetPath() == path);
            // Without its content an entry is proven by its hash; what belongs to the content says nothing then.
            if (leaf.Parent is JsonObject parent && leaf.GetPropertyName() != "content") parent.Remove(leaf.GetPropertyName());
            else if (leaf.Parent is JsonArray list) list.RemoveAt(leaf.GetElementIndex());
            else continue;
            yield return ($"{path} is gone", cut.ToJsonString());
        }
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode? node) => node switch
    {
        JsonObject parts => parts.SelectMany(part => Leaves(part.Value)),
        JsonArray items => items.SelectMany(Leaves),
        null => [],
        _ => [node],
    };

    private static string Changed(string text) => text.Length == 0 ? "0" : (text[0] == '0' ? '1' : '0') + text[1..];
}
