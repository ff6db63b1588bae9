namespace Grain.Functions.Ledgers.Identities;

/// <summary>
/// How the people of a space are shown to one caller: as themselves, under a pseudonym, or not at all. The one place that decides it, on
/// ids, before an answer is made of them.
/// </summary>
internal sealed class Faces
{
    /// <summary>Stands for whom a caller may not know of.</summary>
    public const string Others = "others";

    /// <summary>An id that nobody can have: who is asked for under it is answered as somebody unknown.</summary>
    public const string Nobody = "\u0001nobody";

    private readonly CommunityRegister register;
    private readonly IReadOnlyDictionary<string, string?> hidden;
    private readonly Dictionary<string, string> behind;

    /// <summary>Decides by a list of who is hidden.</summary>
    /// <param name="register">Who is who.</param>
    /// <param name="hidden">Who is not shown as themselves, by the id that is paid; with their pseudonym, if they have one.</param>
    /// <param name="secret">The space's secret; absent where nobody is hidden.</param>
    public Faces(CommunityRegister register, IReadOnlyDictionary<string, string?> hidden, byte[]? secret = null)
    {
        (this.register, this.hidden, Secret) = (register, hidden, secret);
        behind = hidden.Where(each => each.Value is not null)
            .ToDictionary(each => each.Value!, each => each.Key, StringComparer.Ordinal);
    }

    /// <summary>Everybody as themselves, to who may know everybody.</summary>
    public static Faces Plain { get; } = new(CommunityRegister.Empty, new Dictionary<string, string?>());

    /// <summary>The same to everybody, where nobody is hidden.</summary>
    public static Faces AllOpen { get; } = new(CommunityRegister.Empty, new Dictionary<string, string?>());

    /// <summary>Whether everybody is shown as themselves.</summary>
    public bool HideNobody => hidden.Count == 0;

    /// <summary>Seals what a caller keeps for a while and must not read.</summary>
    public byte[]? Secret { get; }

    /// <summary>Whether somebody is shown as themselves.</summary>
    /// <param name="id">Any id of theirs.</param>
    public bool AreOpen(string id) => HideNobody || !hidden.ContainsKey(register.Resolve(id));

    /// <summary>The id under which somebody is shown; <see langword="null"/> where there is nobody to the caller.</summary>
    public string? IdOf(string id) => HideNobody ? id : hidden.TryGetValue(register.Resolve(id), out var pseudonym) ? pseudonym : id;

    /// <summary>The same, with <see cref="Others"/> for those who are not shown.</summary>
    public string IdOrOthers(string id) => IdOf(id) ?? Others;

    /// <summary>A name, of somebody who is shown as themselves; else what stands for their id.</summary>
    public string NameOf(string id, string name) => AreOpen(id) ? name : IdOrOthers(id);

    /// <summary>Whose pseudonym a text is: the id that is paid; <see langword="null"/> if it is nobody's.</summary>
    public string? Behind(string pseudonym) => behind.GetValueOrDefault(pseudonym);

    /// <summary>The same for a caller who is one of the people.</summary>
    /// <param name="self">Any id of theirs.</param>
    public Faces For(string self)
    {
        var own = register.Resolve(self);
        return hidden.ContainsKey(own)
            ? new Faces(register, hidden.Where(each => each.Key != own).ToDictionary(StringComparer.Ordinal), Secret) : this;
    }
}

/// <summary>Whom a caller asks about.</summary>
/// <param name="Account">Whose books to read: <see cref="Faces.Nobody"/>'s, for somebody whom the caller may not know.</param>
/// <param name="Shown">What the answer calls them.</param>
/// <param name="IsPseudonymous">Whether that is a pseudonym: numbers are shown then, and nothing that leads to where they come
/// from.</param>
internal readonly record struct AskedPerson(string Account, string Shown, bool IsPseudonymous)
{
    /// <summary>Whether there is nobody to the caller.</summary>
    public bool IsNobody => Account == Faces.Nobody;
}
