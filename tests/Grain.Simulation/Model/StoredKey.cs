using System.Buffers;
using System.Text;

namespace Grain.Simulation.Model;

/// <summary>
/// A part of a row's key as its format says: characters that keys may not have are a lead and a symbol that counts from it.
/// </summary>
internal static class StoredKey
{
    private const string Symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXY";

    /// <summary>The leads; the first counts from U+0000, the others from themselves.</summary>
    private const string Leads = " \"$&*.>[}";

    private static readonly SearchValues<char> AnyLead = SearchValues.Create(Leads);

    /// <summary>The text that the part stands for.</summary>
    public static string Plain(string part)
    {
        if (part.AsSpan().IndexOfAny(AnyLead) < 0) return part;
        var text = new StringBuilder(part.Length);
        for (var i = 0; i < part.Length; i++)
            text.Append(!Leads.Contains(part[i], StringComparison.Ordinal) ? part[i]
                : (char)((part[i] == ' ' ? 0 : part[i]) + Symbols.IndexOf(part[++i], StringComparison.Ordinal)));
        return text.ToString();
    }
}
