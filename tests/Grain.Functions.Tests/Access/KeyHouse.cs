using Grain.Functions.Access;
using Grain.Functions.Access.OpenId;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Grain.Functions.Tests.Access;

/// <summary>All that decides who is let in, on storage in memory and a clock that a test moves.</summary>
internal sealed class KeyHouse
{
    private KeyHouse(StorageService storage, FakeTimeProvider time, IConfiguration settings)
    {
        (Storage, Time) = (storage, time);
        var owner = new OwnerKey(settings);
        Ring = new KeyRing(storage, time, NullLogger<KeyRing>.Instance);
        Book = new KeyBook(storage, Ring, owner, time);
        Spaces = new SpaceDirectory(storage, time);
        Keeper = new Doorkeeper(new Callers(owner, Ring, new OpenIdCallers(settings, time, NullLogger<OpenIdCallers>.Instance),
            new Loopback(settings)), Spaces, []);
    }

    public StorageService Storage { get; }

    public FakeTimeProvider Time { get; }

    public KeyRing Ring { get; }

    public KeyBook Book { get; }

    public SpaceDirectory Spaces { get; }

    public Doorkeeper Keeper { get; }

    public static async Task<KeyHouse> StartAsync(string? account = null, FakeTimeProvider? time = null,
        params (string Name, string Value)[] settings) => new(
            await Azurite.NewServiceAsync(account: account ?? MemoryAccount.New()),
            time ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero)),
            new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(each => each.Name, each => (string?)each.Value))
                .Build());

    /// <summary>Makes a key.</summary>
    public async Task<string> NewKeyAsync(string? space, Role role, string? node = null, DateTimeOffset? expires = null)
    {
        var text = KeyText.New(space);
        await Book.CreateAsync(new KeyRecord(space, text.Id, role, Time.GetUtcNow(), "a test", SecretHash.Of(text.Secret))
        {
            Node = node,
            ExpiresAt = expires,
        }, text, default);
        return text.ToString();
    }

    /// <summary>What a request is answered at the door: 0 if it is let in.</summary>
    public async Task<int> StatusAsync(ApiAccess access, string? space, string? key, string node = "n1")
    {
        try
        {
            await Keeper.AdmitAsync(access, Request(space, key, node), default);
            return 0;
        }
        catch (ProblemException refused)
        {
            return refused.Problem.Status;
        }
    }

    /// <summary>A request of the app's own kind.</summary>
    public static HttpRequest Request(string? space, string? key, string node = "n1")
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Host) = ("GET", new HostString("grain.example"));
        if (space is not null) request.RouteValues["space"] = space;
        request.RouteValues["node"] = node;
        if (key is not null) request.Headers.Authorization = $"Bearer {key}";
        return request;
    }
}
