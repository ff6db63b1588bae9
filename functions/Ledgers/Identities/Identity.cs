using System.Collections.Immutable;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>Somebody who takes part, under a name. An alias that no identity owns stands for itself and needs no record.</summary>
public sealed record Identity
{
    /// <summary>Stable for ever; also the id of the account that is paid. At most 100 characters of any text.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it; letters, digits and dashes, unique in its space whatever the case.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="IdentityTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it sends and receives grain.</summary>
    public bool Active { get; init; }

    /// <summary>The identity that it is part of since a merge; its own record stays as it was, so that the merge can be undone.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Names it is known by elsewhere, for example <c>github/ada</c>; in the order in which they were added.</summary>
    public ImmutableList<string> Aliases { get; init; } = [];

    /// <summary>Identities that were merged into this one, in the order of the merges.</summary>
    public ImmutableList<string> Merged { get; init; } = [];

    /// <summary>Where it is paid, by <see cref="Currency.Key"/>; <see langword="null"/> is an address that was removed.</summary>
    public ImmutableDictionary<string, string?> PayoutAddresses { get; init; } =
        ImmutableDictionary.Create<string, string?>(StringComparer.Ordinal);
}

/// <summary>What an identity can be.</summary>
public static class IdentityTypes
{
    /// <summary>A person, a project, an organization or a program.</summary>
    public static IReadOnlyList<string> All { get; } = ["USER", "PROJECT", "ORGANIZATION", "BOT"];
}
