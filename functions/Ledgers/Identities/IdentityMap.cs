using System.Text.Encodings.Web;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>One identity as an epoch sees it.</summary>
/// <param name="Id">The account that is paid.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">One of <see cref="IdentityTypes"/>.</param>
/// <param name="Active">Whether it may be paid.</param>
/// <param name="Accounts">All addresses that mean it, its own id among them; ordinal order.</param>
public sealed record MappedIdentity(string Id, string Name, string Type, bool Active, IReadOnlyList<string> Accounts);

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
                new MappedIdentity(identity.Id, identity.Name, identity.Type, identity.Active, AddressesOf(register, identity)))
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
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteBoolean("accounting"u8, Accounting);
            json.WriteString("format"u8, Format);
            json.WriteStartArray("identities"u8);
            foreach (var identity in Identities) Write(json, identity);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>SHA-256 of <see cref="ToBytes"/>, lower-case hex.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of another format, or an address means two identities.</exception>
    public static IdentityMap Read(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        var format = root.GetProperty("format").GetString();
        if (format != Format) throw new InvalidDataException($"An identity map of format {format}; this version reads {Format}.");
        return new IdentityMap(root.GetProperty("accounting").GetBoolean(),
        [
            .. root.GetProperty("identities").EnumerateArray().Select(identity => new MappedIdentity(
                identity.GetProperty("id").GetString()!, identity.GetProperty("name").GetString()!,
                identity.GetProperty("type").GetString()!,
                identity.GetProperty("active").GetBoolean(),
                [.. identity.GetProperty("accounts").EnumerateArray().Select(account => account.GetString()!)])),
        ]);
    }

    private static string[] AddressesOf(CommunityRegister register, Identity identity) =>
    [
        .. register.IdsOf(identity.Id).SelectMany(id => register.Identities[id].Aliases.Prepend(id))
            .Where(address => register.Resolve(address) == identity.Id)
            .Order(StringComparer.Ordinal),
    ];

    private static void Write(Utf8JsonWriter json, MappedIdentity identity)
    {
        json.WriteStartObject();
        json.WriteStartArray("accounts"u8);
        foreach (var account in identity.Accounts) json.WriteStringValue(account);
        json.WriteEndArray();
        json.WriteBoolean("active"u8, identity.Active);
        json.WriteString("id"u8, identity.Id);
        json.WriteString("name"u8, identity.Name);
        json.WriteString("type"u8, identity.Type);
        json.WriteEndObject();
    }
}
