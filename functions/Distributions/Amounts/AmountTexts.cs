using System.Text.Encodings.Web;
using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Distributions.Amounts;

/// <summary>
/// Amounts in answers, for programs and for people: beside each member of base units stands the same as a decimal text in grain, named
/// alike everywhere. <c>"paid":"2500000000000000000"</c> is followed by <c>"paidGrain":"2.5"</c>; a member that says by its name that it
/// counts units (<c>balanceUnits</c>) by the name without that (<c>balance</c>).
/// </summary>
/// <remarks>
/// It is done where answers are written, by the type of the member, so that no answer can leave one out and what is stored and hashed has
/// no such members.
/// </remarks>
internal static class AmountTexts
{
    private const string Grain = nameof(Grain);
    private const string Units = nameof(Units);

    private static readonly ConcurrentDictionary<(JsonSerializerOptions Options, int Decimals), JsonSerializerOptions> Known = [];

    /// <summary>How an answer is written whose amounts are of a token with so many decimals.</summary>
    /// <param name="answer">How it is written without texts in grain.</param>
    /// <param name="decimals">Decimals of the token, 0 to <see cref="GrainAmount.DecimalsMax"/>; any, where only the form matters.</param>
    public static JsonTypeInfo<T> InGrain<T>(this JsonTypeInfo<T> answer, int decimals = 0) =>
        (JsonTypeInfo<T>)Known.GetOrAdd((answer.Options, decimals), key => With(key.Options, key.Decimals)).GetTypeInfo(typeof(T));

    /// <remarks>
    /// A type without amounts keeps the writer that was generated for it, and that knows nothing of what its members were given. An encoder
    /// that is named, if only the usual one, rules such writers out.
    /// </remarks>
    private static JsonSerializerOptions With(JsonSerializerOptions options, int decimals) => new(options)
    {
        Encoder = options.Encoder ?? JavaScriptEncoder.Default,
        TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(type => AddTo(type, decimals)),
    };

    private static void AddTo(JsonTypeInfo type, int decimals)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        for (var place = type.Properties.Count - 1; place >= 0; place--)
        {
            var member = type.Properties[place];
            var kind = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
            if (kind != typeof(GrainAmount) || member.Get is not { } read) continue;
            var text = type.CreateJsonPropertyInfo(typeof(string), TextOf(member.Name));
            text.Get = answer => read(answer) is GrainAmount amount ? GrainNotation.Format(amount, decimals) : null;
            text.IsGetNullable = member.PropertyType != typeof(GrainAmount);
            type.Properties.Insert(place + 1, text);
        }
    }

    /// <summary>The name of the member that says in grain what a member says in base units.</summary>
    internal static string TextOf(string member) =>
        member.EndsWith(Units, StringComparison.Ordinal) ? member[..^Units.Length] : member + Grain;
}
