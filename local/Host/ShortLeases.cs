using System.Reflection;
using Microsoft.Azure.WebJobs.Host.Listeners;

namespace Grain.Local.Host;

/// <summary>
/// Microsoft's listener takes each message for ten minutes, renews that after five, and has no option for it. Here it is a setting, so that
/// what a killed stand-in held comes back soon. A version that names these members otherwise does not start.
/// </summary>
internal sealed class ShortLeases(TimeSpan lease) : IListenerDecorator
{
    public IListener Decorate(ListenerDecoratorContext context)
    {
        if (context.ListenerType.Name != "QueueListener") return context.Listener;
        const BindingFlags hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        context.ListenerType.GetField("_visibilityTimeout", hidden)!.SetValue(context.Listener, lease);
        context.ListenerType.GetProperty("MinimumVisibilityRenewalInterval", hidden)!.SetValue(context.Listener, lease / 6);
        return context.Listener;
    }
}
