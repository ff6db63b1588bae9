using Azure.Core;
using Azure.Identity;

namespace Grain.Functions.Storage;

/// <summary>
/// Where an account's services are and how a request proves that it may reach them: shared key, shared access signature or a token
/// of Microsoft Entra ID. Neither key nor signature ever shows in an error or in <see cref="ToString"/>.
/// </summary>
public sealed class StorageAccount
{
    internal StorageAccount(Uri table, Uri queue, Uri blob)
    {
        TableEndpoint = table;
        QueueEndpoint = queue;
        BlobEndpoint = blob;
    }

    /// <summary>Base address of the tables, without a slash at its end, for example <c>https://name.table.core.windows.net</c>.</summary>
    public Uri TableEndpoint { get; }

    /// <summary>Base address of the queues.</summary>
    public Uri QueueEndpoint { get; }

    /// <summary>Base address of the blobs.</summary>
    public Uri BlobEndpoint { get; }

    internal SharedKey? Key { get; init; }

    internal string? Signature { get; init; }

    internal TokenCredential? Credential { get; init; }

    /// <summary>Reads a connection string.</summary>
    /// <param name="connectionString">As the Azure portal shows it, or <c>UseDevelopmentStorage=true</c> for the emulator on its usual ports.</param>
    /// <exception cref="FormatException">Something is missing or malformed; the message says what, and holds no secret.</exception>
    public static StorageAccount Parse(string connectionString) => new ConnectionString(connectionString).ToAccount();

    /// <summary>
    /// Reads the setting that the Functions host uses too: a connection string in <paramref name="name"/>, or an identity:
    /// <c>name__accountName</c> or <c>name__tableServiceUri</c>, <c>__queueServiceUri</c> and <c>__blobServiceUri</c>, with
    /// <c>__credential=managedidentity</c> and <c>__clientId</c> for a user-assigned one. Without <c>__credential</c> the
    /// credentials of the environment are tried in the usual order.
    /// </summary>
    /// <exception cref="FormatException">Something is missing or malformed; the message names the setting, and holds no secret.</exception>
    public static StorageAccount FromConfiguration(IConfiguration configuration, string name = "AzureWebJobsStorage")
    {
        try
        {
            return configuration[name] is { Length: > 0 } connectionString
                ? Parse(connectionString)
                : WithIdentity(configuration.GetSection(name));
        }
        catch (FormatException fault)
        {
            throw new FormatException($"Setting {name}: {fault.Message}", fault);
        }
    }

    /// <summary>The table endpoint and the kind of credential.</summary>
    public override string ToString()
    {
        var credential = Key is not null ? "shared key"
            : Signature is not null ? "shared access signature"
            : Credential is not null ? "Entra ID"
            : "no credential";
        return $"{TableEndpoint} ({credential})";
    }

    private static StorageAccount WithIdentity(IConfigurationSection settings)
    {
        if (!settings.GetChildren().Any()) throw new FormatException("is neither a connection string nor an identity: nothing is set. It takes the connection string of a storage account.");
        var accountName = settings["accountName"];
        Uri Endpoint(string service)
        {
            var setting = $"{service}ServiceUri";
            if (settings[setting] is { Length: > 0 } address) return ConnectionString.EndpointOf($"__{setting}", address, mustBeSecure: true);
            if (string.IsNullOrEmpty(accountName))
                throw new FormatException($"is neither a connection string nor an identity: __accountName and __{setting} are both missing.");
            return new Uri($"https://{ConnectionString.CheckedName(accountName)}.{service}.core.windows.net");
        }

        return new StorageAccount(Endpoint("table"), Endpoint("queue"), Endpoint("blob")) { Credential = CredentialOf(settings) };
    }

    private static TokenCredential CredentialOf(IConfigurationSection settings)
    {
        var clientId = settings["clientId"];
        return settings["credential"]?.ToUpperInvariant() switch
        {
            "MANAGEDIDENTITY" => new ManagedIdentityCredential(
                string.IsNullOrEmpty(clientId) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId)),
            null or "" => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId }),
            _ => throw new FormatException("__credential is not 'managedidentity'; leave it out to use the credentials of the environment."),
        };
    }
}
