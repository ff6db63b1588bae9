namespace Grain.Functions.Ledgers.Identities;

/// <summary>One identity as an epoch sees it. It is written in this order, which is that of the names.</summary>
/// <param name="Accounts">All addresses that mean it, its own id among them; ordinal order.</param>
/// <param name="Active">Whether it may be paid.</param>
/// <param name="Id">The account that is paid.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">One of <see cref="IdentityTypes"/>.</param>
public sealed record MappedIdentity(IReadOnlyList<string> Accounts, bool Active, string Id, string Name, string Type);

/// <summary>A map as it is stored, in the order in which it is written.</summary>
internal sealed record IdentityMapFile(bool Accounting, string Format, IReadOnlyList<MappedIdentity> Identities);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IdentityMapFile))]
internal sealed partial class IdentityMapJson : JsonSerializerContext
{
    public static IdentityMapJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.Never));
}

/// <summary>
/// Who is who at one moment: enough for an epoch, and with one spelling, so that it can be pinned by its hash. Whoever is not
/// in it stands for themselves.
/// </summary>
public sealed class IdentityMap
{
    private const string Format = "grain-identities/1";
    private readonly Dictionary<string, MappedIdentity> byAddress = new(StringComparer.Ordinal);

    private IdentityMap(bool accounting, IReadOnlyList<MappedIdentity> identities)
    {
        (Accounting, Identities) = (accounting, identities);
        foreach (var identity in identities)
            foreach (var address in identity.Accounts)
                if (!byAddress.TryAdd(address, identity))
                    throw new InvalidDataException($"I1: '{address}' means '{byAddress[address].Id}' and '{identity.Id}'.");
    }

    /// <summary>A map of nobody: every address stands for itself.</summary>
    public static IdentityMap Empty { get; } = new(true, []);

    /// <summary>Whether balances are kept; else what is distributed counts as paid out at once.</summary>
    public bool Accounting { get; }

    /// <summary>All identities that are not part of another one, in ordinal order of their ids.</summary>
    public IReadOnlyList<MappedIdentity> Identities { get; }

    /// <summary>
    /// The map of a register. Where an id is an alias of another identity as well (see <see cref="CommunityRegister.Ambiguous"/>), it means
    /// what the register takes it for: that other one.
    /// </summary>
    public static IdentityMap Of(CommunityRegister register) => new(register.Accounting,
    [
        .. register.Identities.Values.Where(identity => identity.MergedInto is null)
            .OrderBy(identity => identity.Id, StringComparer.Ordinal)
            .Select(identity =>
                new MappedIdentity(AddressesOf(register, identity), identity.Active, identity.Id, identity.Name, identity.Type))
            .Where(identity => identity.Accounts.Count > 0),
    ]);

    /// <summary>The account that is paid for what was done under an address: its identity's, or the address itself.</summary>
    public string Resolve(string address) => byAddress.TryGetValue(address, out var identity) ? identity.Id : address;

    /// <summary>The identity an address means, or <see langword="null"/> if none was made for it.</summary>
    public MappedIdentity? Find(string address) => byAddress.GetValueOrDefault(address);

    /// <summary>Whether an address may be paid. One that no identity owns may, unless people are paid outside of Grain only.</summary>
    public bool IsActive(string address) => Find(address)?.Active ?? Accounting;

    /// <summary>
    /// The map as JSON with one spelling: properties and ids in ordinal order, no spaces, no times. Equal maps give equal bytes.
    /// </summary>
    public byte[] ToBytes() =>
        JsonSerializer.SerializeToUtf8Bytes(new(Accounting, Format, Identities), IdentityMapJson.Stored.IdentityMapFile);

    /// <summary>SHA-256 of <see cref="ToBytes"/>, lower-case hex.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of another format, or an address means two identities.</exception>
    public static IdentityMap Read(ReadOnlyMemory<byte> bytes)
    {
        var file = JsonSerializer.Deserialize(bytes.Span, IdentityMapJson.Stored.IdentityMapFile);
        return file?.Format == Format ? new IdentityMap(file.Accounting, file.Identities)
            : throw new InvalidDataException($"An identity map of format {file?.Format}; this version reads {Format}.");
    }

    private static string[] AddressesOf(CommunityRegister register, Identity identity) =>
    [
        .. register.IdsOf(identity.Id).SelectMany(id => register.Identities[id].Aliases.Prepend(id))
            .Where(address => register.Resolve(address) == identity.Id)
            .Order(StringComparer.Ordinal),
    ];
}
