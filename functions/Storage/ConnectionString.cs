namespace Grain.Functions.Storage;

/// <summary>The parts of a connection string. Faults name a part or its place, never what it holds.</summary>
internal sealed class ConnectionString
{
    /// <summary>The emulator's account; its key is no secret, it stands in the emulator's documentation.</summary>
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "UseDevelopmentStorage", "DevelopmentStorageProxyUri", "DefaultEndpointsProtocol", "AccountName", "AccountKey", "EndpointSuffix",
        "SharedAccessSignature", "TableEndpoint", "QueueEndpoint", "BlobEndpoint", "FileEndpoint",
        "TableSecondaryEndpoint", "QueueSecondaryEndpoint", "BlobSecondaryEndpoint", "FileSecondaryEndpoint",
    };

    private readonly Dictionary<string, string> parts = new(StringComparer.OrdinalIgnoreCase);

    public ConnectionString(string text)
    {
        var place = 0;
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            place++;
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? part[..equals].Trim() : "";
            // A part without a known name may be the rest of a key that was cut in two: it is not shown.
            if (!Known.Contains(name)) throw new FormatException($"part {place} of the connection string is not a known name=value.");
            if (!parts.TryAdd(name, part[(equals + 1)..].Trim())) throw new FormatException($"the connection string has {name} twice.");
        }

        if (parts.Count == 0) throw new FormatException("the connection string is empty.");
    }

    public StorageAccount ToAccount()
    {
        if (Find("UseDevelopmentStorage") is { } emulator)
        {
            if (!emulator.Equals("true", StringComparison.OrdinalIgnoreCase)) throw new FormatException("UseDevelopmentStorage can only be 'true'.");
            return Emulator();
        }

        var account = Find("AccountName") is { } name ? CheckedName(name) : null;
        var signature = Find("SharedAccessSignature")?.TrimStart('?');
        var key = Find("AccountKey") is { } text ? KeyOf(text) : null;
        if (signature is null && key is null) throw new FormatException("neither AccountKey nor SharedAccessSignature is given.");
        if (signature is not null && key is not null) throw new FormatException("both AccountKey and SharedAccessSignature are given; give one.");
        if (key is not null && account is null) throw new FormatException("AccountKey is given without AccountName.");
        if (signature?.Contains("sig=", StringComparison.Ordinal) == false) throw new FormatException("SharedAccessSignature has no 'sig'.");
        return new StorageAccount(Endpoint("Table", account), Endpoint("Queue", account), Endpoint("Blob", account))
        {
            Key = key is null ? null : new SharedKey(account!, key),
            Signature = signature,
        };
    }

    public static string CheckedName(string name) => name.Length is >= 3 and <= 24 && name.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c))
        ? name
        : throw new FormatException("the account name is not 3 to 24 lower-case letters and digits.");

    public static Uri EndpointOf(string setting, string address, bool mustBeSecure = false)
    {
        if (!Uri.TryCreate(address.TrimEnd('/'), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new FormatException($"{setting} is not an absolute http or https address.");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            throw new FormatException($"{setting} must be an address alone, without query, fragment or user.");
        if (mustBeSecure && uri.Scheme != "https") throw new FormatException($"{setting} must be https: a token is not sent in the clear.");
        return uri;
    }

    private static byte[] KeyOf(string text)
    {
        try
        {
            var key = Convert.FromBase64String(text);
            return key.Length > 0 ? key : throw new FormatException("AccountKey is empty.");
        }
        catch (FormatException)
        {
            throw new FormatException("AccountKey is not base64.");
        }
    }

    private StorageAccount Emulator()
    {
        var host = Find("DevelopmentStorageProxyUri") is { } proxy ? EndpointOf("DevelopmentStorageProxyUri", proxy).Host : "127.0.0.1";
        Uri At(int port) => new($"http://{host}:{port}/{EmulatorAccount}");
        return new StorageAccount(At(10002), At(10001), At(10000)) { Key = new SharedKey(EmulatorAccount, Convert.FromBase64String(EmulatorKey)) };
    }

    private Uri Endpoint(string service, string? account)
    {
        if (Find($"{service}Endpoint") is { } address) return EndpointOf($"{service}Endpoint", address);
        if (account is null) throw new FormatException($"neither {service}Endpoint nor AccountName is given.");
        var protocol = Find("DefaultEndpointsProtocol") ?? "https";
        if (protocol is not ("http" or "https")) throw new FormatException("DefaultEndpointsProtocol is neither 'http' nor 'https'.");
        var suffix = Find("EndpointSuffix") ?? "core.windows.net";
        return EndpointOf("EndpointSuffix", $"{protocol}://{account}.{service.ToLowerInvariant()}.{suffix}");
    }

    private string? Find(string name) => parts.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
