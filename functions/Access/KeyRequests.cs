namespace Grain.Functions.Access;

/// <summary>What is sent to make or change keys.</summary>
internal static class KeyRequests
{
    public const int LabelLengthMax = 100;
    public const int GraceMinutesMax = 7 * 24 * 60;

    private const int YearsMax = 10;

    /// <summary>Roles that a key of a space may have.</summary>
    public static IReadOnlyList<string> SpaceRoles { get; } = [.. Roles.Words.Where(word => word != Role.Owner.Word())];

    /// <summary>The key that is wanted.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="text">The key, which is new.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="now">The present time.</param>
    public static KeyRecord ReadNew(SentValue body, KeyText text, string by, DateTimeOffset now)
    {
        var isOfSpace = text.Space is not null;
        if (isOfSpace ? body.IsObject("role", "node", "label", "expiresAt") : body.IsObject("label", "expiresAt"))
            if (isOfSpace) body.Present("role");
        var word = isOfSpace ? body.OptionalChoice("role", SpaceRoles) : Role.Owner.Word();
        var role = word is null ? Role.Reader : Roles.Of(word)!.Value;
        var node = isOfSpace ? body.OptionalLine("node", JournalKeys.AccountLengthMax) : null;
        if (word is not null && role == Role.Node && !body.Has("node")) body.Fail("node", "must be given for the role node");
        if (word is not null && role != Role.Node && node is not null) body.Fail("node", "is of the role node alone");
        return new KeyRecord(text.Space, text.Id, role, now, by, SecretHash.Of(text.Secret))
        {
            Node = node,
            Label = body.OptionalLine("label", LabelLengthMax) ?? "",
            ExpiresAt = Expiry(body, now),
        };
    }

    /// <summary>What becomes of a key.</summary>
    public static Func<KeyRecord, KeyRecord> ReadChange(SentValue body, DateTimeOffset now)
    {
        if (!body.IsObject("label", "expiresAt")) return key => key;
        var (label, expires) = (body.OptionalLine("label", LabelLengthMax), Expiry(body, now));
        var (labels, ends) = (body.Has("label"), body.Has("expiresAt"));
        return key => (!labels || key.Label == (label ?? "")) && (!ends || key.ExpiresAt == expires) ? key
            : key with { Label = labels ? label ?? "" : key.Label, ExpiresAt = ends ? expires : key.ExpiresAt };
    }

    /// <summary>For how long the former secret goes on.</summary>
    public static TimeSpan ReadGrace(SentValue body) => body.IsObject("graceMinutes")
        ? TimeSpan.FromMinutes(body.OptionalWhole("graceMinutes", GraceMinutesMax) ?? 0) : default;

    private static DateTimeOffset? Expiry(SentValue body, DateTimeOffset now)
    {
        if (body.Find("expiresAt") is not { } found) return null;
        if (!OutsideTime.TryRead(found.Element, out var end)) found.Fail(OutsideTime.Form);
        else if (end <= now || end > now.AddYears(YearsMax)) found.Fail($"must lie in the next {YearsMax} years");
        else return end.ToUniversalTime();
        return null;
    }
}
