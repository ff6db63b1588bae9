using Microsoft.OpenApi;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>How callers prove who they are, as the document tells it.</summary>
internal static class ApiSecurity
{
    private const string KeyHeader = "functionKey";
    private const string KeyQuery = "functionKeyQuery";
    private const string Token = "webhookToken";

    public static Dictionary<string, IOpenApiSecurityScheme> Schemes() => new(StringComparer.Ordinal)
    {
        [KeyHeader] = Key(ParameterLocation.Header, "x-functions-key", "A function key, checked by the Functions host."),
        [KeyQuery] = Key(ParameterLocation.Query, "code", "The same, where a header cannot be set."),
        [Token] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A secret of the space's webhooks.cloudevents."
        },
    };

    /// <summary>What goes for every operation that says nothing else: a function key, in either place.</summary>
    public static List<OpenApiSecurityRequirement> OfEvery(OpenApiDocument document) =>
        [Requirement(KeyHeader, document), Requirement(KeyQuery, document)];

    /// <summary>What goes for an operation that takes no function key: nothing, or a token in the place of what its headers say.</summary>
    public static List<OpenApiSecurityRequirement> OfAnonymous(bool takesToken, OpenApiDocument document) =>
        takesToken ? [[], Requirement(Token, document)] : [];

    private static OpenApiSecurityScheme Key(ParameterLocation where, string name, string description) =>
        new() { Type = SecuritySchemeType.ApiKey, In = where, Name = name, Description = description };

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
