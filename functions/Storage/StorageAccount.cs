using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Grain.Functions.Storage;

/// <summary>
/// Where an account's services are and how a request proves that it may reach them: by a connection string or a token of Microsoft Entra
/// ID.
/// </summary>
internal sealed class StorageAccount
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "UseDevelopmentStorage", "DevelopmentStorageProxyUri", "DefaultEndpointsProtocol", "AccountName", "AccountKey", "EndpointSuffix",
        "SharedAccessSignature", "TableEndpoint", "QueueEndpoint", "BlobEndpoint", "FileEndpoint",
        "TableSecondaryEndpoint", "QueueSecondaryEndpoint", "BlobSecondaryEndpoint", "FileSecondaryEndpoint",
    };

    public required Func<TableClientOptions, TableServiceClient> Tables { get; init; }
    public required Func<QueueClientOptions, QueueServiceClient> Queues { get; init; }
    public required Func<BlobClientOptions, BlobServiceClient> Blobs { get; init; }
    public TokenCredential? Credential { get; private init; }

    /// <summary>
    /// Reads a connection string as the portal shows it, or the emulator's; the SDK does too, but does not say what is wrong with one.
    /// </summary>
    /// <exception cref="FormatException">Something is missing or malformed; the message says what, and holds no secret.</exception>
    public static StorageAccount Parse(string connectionString)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (index, part) in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Index())
        {
            // A part without a known name may be the rest of a key that was cut in two: it is not shown.
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var given, var value] || !Known.TryGetValue(given, out var name))
                throw new FormatException($"part {index + 1} of the connection string is not a known name=value.");
            if (!parts.TryAdd(name, name.EndsWith("Endpoint", StringComparison.Ordinal) ? value.TrimEnd('/') : value))
                throw new FormatException($"the connection string has {name} twice.");
        }

        if (FaultOf(parts) is { } fault) throw new FormatException(fault);
        var text = string.Join(';', parts.Select(part => $"{part.Key}={part.Value}"));
        return new()
        {
            Tables = options => new(text, options),
            Queues = options => new(text, options),
            Blobs = options => new(text, options)
        };
    }

    /// <summary>
    /// Reads the setting that the Functions host uses too: a connection string in <paramref name="name"/>, or an identity:
    /// <c>name__accountName</c> or
    /// <c>name__tableServiceUri</c>, <c>__queueServiceUri</c> and <c>__blobServiceUri</c>, with <c>__credential=managedidentity</c> and
    /// <c>__clientId</c> for a user-assigned one. Without <c>__credential</c> the credentials of the environment are tried in the usual
    /// order.
    /// </summary>
    /// <exception cref="FormatException">Something is missing or malformed; the message names the setting, and holds no secret.</exception>
    public static StorageAccount FromConfiguration(IConfiguration configuration, string name = "AzureWebJobsStorage")
    {
        try
        {
            return configuration[name] is { Length: > 0 } connectionString ? Parse(connectionString)
                : WithIdentity(configuration.GetSection(name));
        }
        catch (FormatException fault)
        {
            throw new FormatException($"Setting {name}: {fault.Message}", fault);
        }
    }

    public static StorageAccount WithCredential(Uri table, Uri queue, Uri blob, TokenCredential credential) => new()
    {
        Credential = credential,
        Tables = options => new(table, credential, options),
        Queues = options => new(queue, credential, options),
        Blobs = options => new(blob, credential, options),
    };

    private static string? FaultOf(Dictionary<string, string> parts)
    {
        if (parts.Count == 0) return "the connection string is empty.";
        if (parts.TryGetValue("UseDevelopmentStorage", out var emulator))
            return emulator is "true" or "True" ? null : "UseDevelopmentStorage can only be 'true'.";
        var (account, key, signature) = (parts.GetValueOrDefault("AccountName"), parts.GetValueOrDefault("AccountKey"),
            parts.GetValueOrDefault("SharedAccessSignature"));
        if (account is not null && FaultOfName(account) is { } wrong) return wrong;
        if (key is null && signature is null) return "neither AccountKey nor SharedAccessSignature is given.";
        if (key is not null && signature is not null) return "both AccountKey and SharedAccessSignature are given; give one.";
        if (key is not null && account is null) return "AccountKey is given without AccountName.";
        if (key is "" || (key is not null && !Convert.TryFromBase64String(key, new byte[key.Length], out _)))
            return "AccountKey is not base64.";
        if (signature?.Contains("sig=", StringComparison.Ordinal) == false) return "SharedAccessSignature has no 'sig'.";
        if (parts.GetValueOrDefault("DefaultEndpointsProtocol") is not (null or "http" or "https"))
            return "DefaultEndpointsProtocol is neither 'http' nor 'https'.";
        if (parts.TryGetValue("EndpointSuffix", out var suffix) && Uri.CheckHostName(suffix) == UriHostNameType.Unknown)
            return "EndpointSuffix is not the end of a host's name.";
        string[] endpoints = ["TableEndpoint", "QueueEndpoint", "BlobEndpoint"];
        return endpoints.Select(endpoint => parts.TryGetValue(endpoint, out var address) ? FaultOfAddress(endpoint, address)
            : account is null ? $"neither {endpoint} nor AccountName is given." : null).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOfName(string account) =>
        account.Length is >= 3 and <= 24 && account.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c)) ? null
            : "the account name is not 3 to 24 lower-case letters and digits.";

    private static string? FaultOfAddress(string setting, string address) =>
        !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            ? $"{setting} is not an absolute http or https address."
        : uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0
            ? $"{setting} must be an address alone, without query, fragment or user." : null;

    private static StorageAccount WithIdentity(IConfigurationSection settings)
    {
        if (!settings.GetChildren().Any()) throw new FormatException(
            "is neither a connection string nor an identity: nothing is set. It takes the connection string of a storage account.");
        var (account, clientId) = (settings["accountName"], settings["clientId"]);
        TokenCredential credential = settings["credential"]?.ToUpperInvariant() switch
        {
            "MANAGEDIDENTITY" => new ManagedIdentityCredential(string.IsNullOrEmpty(clientId) ? ManagedIdentityId.SystemAssigned
                : ManagedIdentityId.FromUserAssignedClientId(clientId)),
            null or "" => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId }),
            _ => throw new FormatException(
                "__credential is not 'managedidentity'; leave it out to use the credentials of the environment."),
        };
        return WithCredential(Endpoint("table"), Endpoint("queue"), Endpoint("blob"), credential);

        Uri Endpoint(string service)
        {
            var (setting, address) = ($"__{service}ServiceUri", settings[$"{service}ServiceUri"]);
            var fault = !string.IsNullOrEmpty(address) ? FaultOfAddress(setting, address)
                : string.IsNullOrEmpty(account)
                    ? $"is neither a connection string nor an identity: __accountName and {setting} are both missing."
                : FaultOfName(account);
            if (fault is not null) throw new FormatException(fault);
            var uri = new Uri(string.IsNullOrEmpty(address) ? $"https://{account}.{service}.core.windows.net" : address);
            return uri.Scheme == "https" ? uri : throw new FormatException($"{setting} must be https: a token is not sent in the clear.");
        }
    }
}
