using System.Reflection;
using Azure.Data.Tables;
using Grain.Functions.Health;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>The app's slices on an account of their own, in which the first space has a row that cannot be read.</summary>
public sealed class TimerApp : IAsyncLifetime
{
    public const string Broken = "a-broken-one";

    private readonly string account = MemoryAccount.New();
    private ServiceProvider services = null!;

    internal CapturedLog Log { get; } = new();

    internal ShiftedTime Time { get; } = new();

    internal IServiceProvider Services => services;

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>How others find the account.</summary>
    public Task<string> ConnectionStringAsync() => Azurite.ConnectionStringAsync(account);

    public async Task InitializeAsync()
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.AddProvider(Log)).AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<TimeProvider>(Time).AddSingleton(await Azurite.NewServiceAsync(account: account));
        Slices.AddTo(collection);
        services = collection.BuildServiceProvider();
        var broken = new TableEntity("spaces", Broken)
        {
            ["Format"] = 1,
            ["Shards"] = 1,
            ["CreatedAt"] = DueWork.LongAgo,
            ["ConfigVersion"] = 1,
            ["Config"] = "{",
        };
        await Get<StorageService>().Table("spaces").AddAsync(broken);
        await Get<StorageService>().Table("spaces")
            .AddAsync(new TableEntity(broken) { RowKey = $"{Broken}-deleted", ["DeletedAt"] = DueWork.LongAgo });
        await DueWork.BeginActAsync(this, Broken); // other timers find it among the spaces, this one by its acts
    }

    public async Task DisposeAsync() => await services.DisposeAsync();

    public async Task<Space> NewSpaceAsync(string prefix, SpaceConfig config) =>
        (await Get<SpaceDirectory>().CreateAsync(Azurite.NewName(prefix), 1, config, default)).Space;

    public Task RunAsync(string name)
    {
        var (_, type, method) = Functions().Single(function => function.Name == name);
        return (Task)method.Invoke(ActivatorUtilities.CreateInstance(services, type), [new TimerInfo(), CancellationToken.None])!;
    }

    /// <summary>All timers of the app that look at spaces.</summary>
    internal static IEnumerable<(string Name, Type Type, MethodInfo Method)> Functions() =>
        from type in typeof(SpaceDirectory).Assembly.GetTypes()
        where type != typeof(MeasureQueues) && type != typeof(SweepFailures) // look at queues, which are of all
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.GetParameters().Any(parameter => parameter.GetCustomAttribute<TimerTriggerAttribute>() is not null)
        select (method.GetCustomAttribute<FunctionAttribute>()!.Name, type, method);
}
