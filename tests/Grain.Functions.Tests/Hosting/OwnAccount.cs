using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>A storage account for one test class: the app's queues have fixed names, which the classes must not share.</summary>
public sealed class OwnAccount : IAsyncLifetime
{
    internal string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync() => ConnectionString = await Azurite.ConnectionStringAsync(MemoryAccount.New());

    public Task DisposeAsync() => Task.CompletedTask;
}
