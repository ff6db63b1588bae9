namespace Grain.Functions.Reads.People;

/// <summary>What the slice adds to the app.</summary>
internal static class PeopleServices
{
    public static IServiceCollection AddPeople(this IServiceCollection services) => services
        .AddSingleton<PeopleFinder>().AddSingleton<PersonRegister>().AddSingleton<PersonActivity>().AddSingleton<PersonExport>()
        .AddSingleton<PersonProposals>().AddSingleton<PersonRemains>();
}
