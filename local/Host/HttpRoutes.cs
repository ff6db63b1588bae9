using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Extensions.Options;

namespace Grain.Local.Host;

/// <summary>
/// Finds the function of a request as the real host does, and with the same router of the framework: of all whose template and methods fit,
/// the first in the order given, however general its template.
/// </summary>
internal sealed class HttpRoutes
{
    private readonly RouteCollection routes = new();

    /// <summary>Makes the routes; the prefix comes before each template.</summary>
    public HttpRoutes(IEnumerable<HostedFunction> functions, string prefix)
    {
        var options = new RouteOptions();
        // of all constraints the one that the framework leaves out by itself
        options.SetParameterPolicy<RegexInlineRouteConstraint>("regex");
        var found = new RouteHandler(_ => Task.CompletedTask);
        var constraints = new DefaultInlineConstraintResolver(Options.Create(options), new ServiceCollection().BuildServiceProvider());
        foreach (var function in functions.Where(function => function.Trigger == "httpTrigger"))
        {
            var methods = new Dictionary<string, object>();
            if (function.Methods.Count > 0) methods["httpMethod"] = new HttpMethodRouteConstraint([.. function.Methods]);
            var tokens = new RouteValueDictionary { [nameof(HostedFunction)] = function };
            routes.Add(new Route(found, function.Name, $"{prefix}/{function.Route}".Trim('/'), null, methods!, tokens, constraints));
        }
    }

    /// <summary>Looks for the function, and for the values in its template.</summary>
    public async Task<(HostedFunction Function, RouteValueDictionary Values)?> FindAsync(HttpContext context)
    {
        var route = new RouteContext(context);
        await routes.RouteAsync(route);
        return route.Handler is null ? null : ((HostedFunction)route.RouteData.DataTokens[nameof(HostedFunction)]!, route.RouteData.Values);
    }
}
