namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>
/// Whether an identity is as a request wants it: one that came before, and comes again after a merge, is answered as before.
/// </summary>
internal static class IdentityComparison
{
    public static bool Is(this Identity known, IdentityBody body, Currency? currency) =>
        (body.Name ?? known.Name) == known.Name && (body.Type ?? known.Type) == known.Type && (body.Active ?? known.Active) == known.Active
        && (body.PayoutAddress is not { } address || (currency is not null
            && known.PayoutAddresses.GetValueOrDefault(currency.Key) == address));
}

/// <summary>An identity as it shall be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">One of <see cref="IdentityTypes"/>.</param>
/// <param name="Active">Whether it sends and receives grain.</param>
/// <param name="PayoutAddress">Where it is paid in the currency that the space pays in.</param>
internal sealed record IdentityBody(string? Name, string? Type, bool? Active, string? PayoutAddress = null)
{
    /// <summary>What has to happen for the identity to be so: only what differs. A new one is active unless it says otherwise.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="known">It, as it is; none if it is to be made.</param>
    /// <param name="currency">In what the space pays.</param>
    /// <exception cref="ProblemException">400: a new one without a name; 409: an address, and no currency.</exception>
    public IReadOnlyList<RegisterEvent> ChangesOf(string id, Identity? known, Currency? currency)
    {
        var events = new List<RegisterEvent>();
        if (known is null)
            events.Add(new IdentityCreated(id, Name ?? throw new ProblemException(Problem.BadRequest("$.name", "is missing")),
                Type ?? "USER"));
        else
        {
            if (Name is { } name && name != known.Name) events.Add(new IdentityRenamed(id, name));
            if (Type is { } type && type != known.Type) events.Add(new IdentityTypeChanged(id, type));
        }

        // Before the activity: where people are paid in a currency, nobody becomes active without an address.
        if (PayoutAddress is { } address) events.Add(new PayoutAddressSet(id, InCurrency(currency), address));
        if (known is null || Active is not null) events.Add(new ActivitySet(id, Active ?? true));
        return events;
    }

    private static Currency InCurrency(Currency? currency) => currency is not null
        ? new Currency(currency.ChainId, currency.TokenAddress)
        : throw new ProblemException(Problem.Refused(
            RegisterFault.NoExternalCurrency, "there is no currency to be paid in: PUT …/grain/settings/currency sets one"));
}

/// <summary>An alias to be added or removed.</summary>
internal sealed record AliasBody(string? Alias);

/// <summary>Somebody's claim that an alias is theirs.</summary>
internal sealed record ClaimBody(string? Alias, string? Identity);

/// <summary>What shall be merged into the identity of the address.</summary>
internal sealed record MergeBody(string? Target);

/// <summary>The name that an identity gets when its merge is undone; its own if absent.</summary>
internal sealed record UnmergeBody(string? Name);

/// <summary>A payout address; none if <c>address</c> is <c>null</c>.</summary>
internal sealed record PayoutAddressBody(string? ChainId, string? TokenAddress, string? Address);

/// <summary>An identity as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Registered">Whether it was made; an alias that no identity owns stands for itself.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">One of <see cref="IdentityTypes"/>.</param>
/// <param name="Active">Whether it sends and receives grain.</param>
/// <param name="Aliases">Its own aliases.</param>
/// <param name="Merged">Identities that are part of it, those merged into them included.</param>
/// <param name="Accounts">All its accounts, the one that is paid first.</param>
/// <param name="PayoutAddresses">By currency.</param>
internal sealed record IdentityAnswer(
    string Id, bool Registered, string Name, string Type, bool Active, IReadOnlyList<string> Aliases, IReadOnlyList<string> Merged,
    IReadOnlyList<string> Accounts, IReadOnlyDictionary<string, string> PayoutAddresses)
{
    /// <summary>
    /// Others that people may take it for, since an id, name or alias of theirs looks the same; absent if there are none.
    /// </summary>
    public IReadOnlyList<string>? LooksLike { get; init; }

    /// <summary>How many sign in as this person.</summary>
    public int SignIns { get; init; }

    public static IdentityAnswer Of(CommunityRegister register, string address, LookAlikes? others = null) =>
        Known(register, address, others) with { SignIns = register.SubjectsOf(address).Count() };

    private static IdentityAnswer Known(CommunityRegister register, string address, LookAlikes? others)
    {
        others ??= new LookAlikes(register);
        if (register.Find(address) is not { } identity)
            return new IdentityAnswer(address, false, address, "USER", register.IsActive(address), [], [], [address],
                new Dictionary<string, string>())
            {
                LooksLike = others.Of(address, [address]),
            };
        return new IdentityAnswer(
            identity.Id, true, identity.Name, identity.Type, identity.Active, identity.Aliases, [.. register.IdsOf(identity.Id).Skip(1)],
            register.AccountsOf(identity.Id),
            identity.PayoutAddresses.Where(address => address.Value is not null)
                .ToDictionary(address => address.Key, address => address.Value!))
        {
            LooksLike = others.Of(identity.Id, LookAlikes.TextsOf(identity)),
        };
    }
}

/// <summary>A page of identities, in the order of their ids; <paramref name="Next"/> is where the next page begins.</summary>
internal sealed record IdentityListAnswer(IReadOnlyList<IdentityAnswer> Identities, string? Next)
{
    /// <summary>The page that follows on an id.</summary>
    public static IdentityListAnswer Of(CommunityRegister register, string? after, int size)
    {
        var others = new LookAlikes(register);
        var page = register.Identities.Values
            .Where(identity => identity.MergedInto is null && string.CompareOrdinal(identity.Id, after) > 0)
            .OrderBy(identity => identity.Id, StringComparer.Ordinal)
            .Take(size)
            .Select(identity => IdentityAnswer.Of(register, identity.Id, others))
            .ToArray();
        return new IdentityListAnswer(page, page.Length == size ? page[^1].Id : null);
    }
}

/// <summary>Claims that wait to be settled.</summary>
internal sealed record ClaimListAnswer(IReadOnlyList<AliasClaim> Claims);

/// <summary>A page of the register's history, oldest first.</summary>
internal sealed record HistoryAnswer(IReadOnlyList<HistoryRow> Changes, long? Next);

/// <summary>One change of the register: events that count together.</summary>
internal sealed record HistoryRow(long Seq, DateTimeOffset At, string Hash, IReadOnlyList<RegisterEvent> Events);

/// <summary>How requests are read and answers written: a misspelt name is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IdentityBody))]
[JsonSerializable(typeof(AliasBody))]
[JsonSerializable(typeof(ClaimBody))]
[JsonSerializable(typeof(SubjectBody))]
[JsonSerializable(typeof(MergeBody))]
[JsonSerializable(typeof(UnmergeBody))]
[JsonSerializable(typeof(PayoutAddressBody))]
[JsonSerializable(typeof(IdentityAnswer))]
[JsonSerializable(typeof(IdentityListAnswer))]
[JsonSerializable(typeof(AliasClaim))]
[JsonSerializable(typeof(ClaimListAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
internal sealed partial class IdentityJson : JsonSerializerContext;
