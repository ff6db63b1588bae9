namespace Grain.Functions.Reads.Explanations;

/// <summary>What the slice adds to the app.</summary>
internal static class ExplanationsServices
{
    public static IServiceCollection AddExplanations(this IServiceCollection services) =>
        services.AddSingleton<Explainer>().AddSingleton<PersonExplainer>();
}
