using Microsoft.OpenApi;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>How callers prove who they are, as the document tells it.</summary>
internal static class ApiSecurity
{
    private const string Key = "grainKey";
    private const string FunctionKey = "functionKey";
    private const string Token = "webhookToken";

    /// <summary>The schemes.</summary>
    /// <param name="withFunctionKeys">Whether the Functions host asks for its own keys, too.</param>
    public static Dictionary<string, IOpenApiSecurityScheme> Schemes(bool withFunctionKeys)
    {
        var schemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Key] = Bearer("A key of Grain, `grain_\u2026`, or a token of an identity provider that the app trusts."),
            [Token] = Bearer("A secret of the space's webhooks.cloudevents."),
        };
        if (withFunctionKeys) schemes[FunctionKey] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "x-functions-key",
            Description = "A function key, checked by the Functions host; `code` in the query, where a header cannot be set.",
        };
        return schemes;
    }

    /// <summary>What goes for every operation that says nothing else: a key.</summary>
    public static List<OpenApiSecurityRequirement> OfEvery(OpenApiDocument document) => [Required(document)];

    /// <summary>Says who may call an operation.</summary>
    public static void Say(OpenApiOperation operation, ApiAccess access, bool takesToken, OpenApiDocument document)
    {
        if (access.Least is { } least)
        {
            operation.AddExtension("x-grain-role", new JsonNodeExtension(least.Word()));
            if (access.Node is not null) operation.AddExtension("x-grain-node", new JsonNodeExtension(true));
            if (access.IsForKnown) operation.AddExtension("x-grain-known", new JsonNodeExtension(true));
            if (access.IsPublished) operation.AddExtension("x-grain-published", new JsonNodeExtension(true));
            operation.Description = operation.Description is { } says ? $"{says} {access}" : access.ToString();
        }

        if (access.IsForPeople)
        {
            operation.AddExtension("x-grain-role", new JsonNodeExtension("person"));
            operation.Description = operation.Description is { } says ? $"{says} {access}" : access.ToString();
        }

        if (access.IsOpen) operation.Security = takesToken ? [[], Requirement([Token], document)] : [];
        else if (access.IsPublished) operation.Security = [[], Required(document)];
    }

    private static OpenApiSecurityScheme Bearer(string description) =>
        new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = description };

    private static OpenApiSecurityRequirement Required(OpenApiDocument document) =>
        Requirement(document.Components!.SecuritySchemes!.ContainsKey(FunctionKey) ? [Key, FunctionKey] : [Key], document);

    private static OpenApiSecurityRequirement Requirement(string[] schemes, OpenApiDocument document)
    {
        var requirement = new OpenApiSecurityRequirement();
        foreach (var scheme in schemes) requirement.Add(new OpenApiSecuritySchemeReference(scheme, document), []);
        return requirement;
    }
}
