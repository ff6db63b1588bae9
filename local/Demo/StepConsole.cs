using Spectre.Console;

namespace Grain.Local.Demo;

/// <summary>Tells what is being done: a moving line on a terminal, plain lines elsewhere.</summary>
/// <param name="console">Where.</param>
/// <param name="time">Tells how long a step took.</param>
internal sealed class StepConsole(IAnsiConsole console, TimeProvider time)
{
    /// <summary>Does a step and tells how long it took.</summary>
    /// <param name="title">What is done, as in "Posting deliveries".</param>
    /// <param name="work">Does it; may tell how far it is, and its last words stay.</param>
    public async Task<T> StepAsync<T>(string title, Func<Action<string>, Task<T>> work)
    {
        var started = time.GetTimestamp();
        var detail = "";
        T result;
        if (console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi)
        {
            result = await console.Status().StartAsync(Markup.Escape(title), context => work(text =>
            {
                detail = text;
                context.Status = Markup.Escape($"{title}: {text}");
            }));
        }
        else
        {
            console.WriteLine($"  … {title}");
            result = await work(text => detail = text);
        }

        console.WriteLine($"  ✓ {title}{(detail.Length > 0 ? ": " : "")}{detail} ({time.GetElapsedTime(started).TotalSeconds:0.0} s)");
        return result;
    }
}
