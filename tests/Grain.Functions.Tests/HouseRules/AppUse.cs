namespace Grain.Functions.Tests.HouseRules;

/// <summary>A use of a type, or of a member of one.</summary>
/// <param name="File">The source that uses it, relative to the app's folder.</param>
/// <param name="Line">Its line, from 1; 0 if it is a declaration's.</param>
/// <param name="Type">The type; the outer one of nested ones.</param>
/// <param name="Member">What of it, or the type's own name.</param>
/// <param name="Namespace">The type's namespace.</param>
/// <param name="IsOwn">Whether the app declares it.</param>
internal sealed record AppUse(string File, int Line, string Type, string Member, string Namespace, bool IsOwn)
{
    /// <summary>The folder that uses it; empty at the top.</summary>
    public string From => Path.GetDirectoryName(File)!;

    /// <summary>The folder of what it uses; none if the app does not declare it.</summary>
    public string? To => IsOwn ? Namespace["Grain.Functions".Length..].TrimStart('.').Replace('.', '/') : null;

    /// <summary>Whether it leaves its folder for another one of the app.</summary>
    public bool Crosses => To is { } to && to != From;

    /// <summary>The namespace that a folder has.</summary>
    public static string NamespaceOf(string folder) => ("Grain.Functions." + folder.Replace('/', '.')).TrimEnd('.');

    /// <inheritdoc/>
    public override string ToString() =>
        $"{File}{(Line > 0 ? $":{Line}" : "")} uses {Type}{(Member == Type ? "" : "." + Member)} of {To ?? Namespace}";
}
