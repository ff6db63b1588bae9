using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary>Asks before much more grain is made than there is: a slip of the keys cannot be taken back without whoever got it.</summary>
internal static class LargeMint
{
    /// <summary>So many times of all grain, or of what an epoch hands out.</summary>
    private const int TimesMax = 10;

    /// <summary>The option that says so beforehand.</summary>
    public static Option<bool> Sure() =>
        Ask.For<bool>("--yes", $"Does not ask, though it is more than {TimesMax} times all grain and what an epoch hands out.");

    /// <summary>Asks, if it is that much.</summary>
    /// <exception cref="CommandException">The answer is no, or nobody can be asked.</exception>
    public static async Task MakeSureAsync(AppCall call, string amount, CancellationToken cancellation)
    {
        if (!IsNumber(amount, out var asked)) return;
        var supply = (await call.GetAsync("grain", cancellation)).Read(VerbJson.Default.TokenView).SupplyGrain;
        IsNumber(supply, out var all);
        if (asked <= TimesMax * all) return;
        var config = JsonElement.Parse((await call.GetAsync("config", cancellation)).Body);
        var budget = config.GetProperty("distribution").GetProperty("budgetPerEpoch").GetString()!;
        if (!IsNumber(budget, out var each) || asked <= TimesMax * each) return;
        var facts = $"{Amount.Of(amount)} grain is more than {TimesMax} times all that there is ({Amount.Of(supply)}) and what an epoch "
            + $"hands out ({Amount.Of(budget)})";
        if (call.Ask($"{facts}. Make it? [y/N]") is not { } answer)
            throw new UsageException($"{facts}; nothing was made. With --yes it is");
        if (answer is not ("y" or "Y" or "yes")) throw new CommandException("nothing was made");
    }

    private static bool IsNumber(string? text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
