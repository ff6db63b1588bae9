namespace Grain.Functions.Distributions;

/// <summary>What deactivated people get of a distribution.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeactivatedPeople>))]
public enum DeactivatedPeople
{
    /// <summary>Nothing. Their cred stays, so BALANCED makes up for it if they are activated again.</summary>
    Skip,

    /// <summary>
    /// Their share, like everybody else. It lies in their account, from which they cannot send anything until they are activated.
    /// </summary>
    Accrue,
}
