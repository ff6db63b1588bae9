using System.Text;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Sent;
using Grain.Functions.Spaces;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Tests;

/// <summary>Configurations as somebody sends them, with the sections of all slices.</summary>
internal static class Configs
{
    public static ConfigForm Form { get; } = NewForm();

    /// <summary>Reads one as if it were sent; defaults are filled in.</summary>
    public static SpaceConfig Read(string json) => Form.Complete(SentJson.Read(Encoding.UTF8.GetBytes(json), Form.Config));

    /// <summary>The JSON of all that it holds.</summary>
    public static string Text(SpaceConfig config) => JsonSerializer.Serialize(config, SpaceJson.Default.SpaceConfig);

    public static IReadOnlyList<Fault> Check(this SpaceConfig config, bool privateWebhooks = true, SpaceConfig? earlier = null) =>
        Form.Check(config, earlier, new GrainOptions { PrivateWebhooks = privateWebhooks });

    private static ConfigForm NewForm()
    {
        var services = new ServiceCollection();
        Slices.AddTo(services);
        return new ConfigForm(services.Select(service => service.ImplementationInstance).OfType<ConfigSection>());
    }
}
