using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>An emulator for one test class: the app's queues have fixed names, which the classes must not share.</summary>
public sealed class OwnAzurite : IAsyncLifetime
{
    private AzuriteServer? _server;

    internal string ConnectionString => _server!.ConnectionString;

    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync();

    public async Task DisposeAsync() => await _server!.DisposeAsync();
}
