using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Access.OpenId;

/// <summary>How pages sign people in: <c>GET /api/sign-in</c>. It tells nothing that the provider does not tell everybody.</summary>
internal sealed class SignInFunctions(OpenIdCallers tokens)
{
    private static ApiOperation Read => new ApiOperation("Keys", "The identity providers that people can sign in with on a page")
        .Open()
        .Says("Those of which the settings name a public client. A page signs people in there by the authorization code flow with PKCE, "
            + "and brings that token of theirs which is made for the audience.")
        .Answers(200, "They, in the order of the settings.", SignInJson.Default.SignInAnswer);

    [Function("SignInRead"), Operation("getSignIn", nameof(Read))]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sign-in")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Results.Json(new SignInAnswer([.. tokens.Providers.Where(each => each.Client is not null).Select(Told)]),
            SignInJson.Default.SignInAnswer);
    }

    private static SignInProvider Told(OpenIdSettings provider) => new(provider.Client!.Name,
        provider.Authority.OriginalString.TrimEnd('/'), provider.Client.Id, provider.Audience, provider.Client.Scopes);
}

/// <summary>How people sign in.</summary>
/// <param name="Providers">Where; empty if nowhere.</param>
internal sealed record SignInAnswer(IReadOnlyList<SignInProvider> Providers);

/// <summary>An identity provider as a page needs to know it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Issuer">Its address, below which its discovery document is.</param>
/// <param name="ClientId">What it knows the page by.</param>
/// <param name="Audience">For whom the token must be made.</param>
/// <param name="Scopes">What is asked for, by spaces.</param>
internal sealed record SignInProvider(string Name, string Issuer, string ClientId, string Audience, string Scopes);

/// <summary>How it is answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SignInAnswer))]
internal sealed partial class SignInJson : JsonSerializerContext;
