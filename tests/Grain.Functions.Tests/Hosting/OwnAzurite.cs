using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>An emulator for one test class: the app's queues have fixed names, which the classes must not share.</summary>
public sealed class OwnAzurite : IAsyncLifetime
{
    private AzuriteServer? server;

    internal string ConnectionString => server!.ConnectionString;

    public async Task InitializeAsync() => server = await AzuriteServer.StartAsync();

    public async Task DisposeAsync() => await server!.DisposeAsync();
}
