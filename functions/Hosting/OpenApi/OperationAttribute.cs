using System.Reflection;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>What makes a function an operation of the API: stands at its method, and says where it is described.</summary>
/// <param name="id">Unique, in camelCase, and never changed: generated clients call a method so.</param>
/// <param name="description">The static property beside the method that describes it. Functions that do the same at two addresses
/// share one.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OperationAttribute(string id, string description) : Attribute
{
    /// <summary>The operation's id.</summary>
    public string Id => id;

    /// <summary>The name of the property that describes it.</summary>
    public string Description => description;

    /// <summary>The descriptions of all functions of some types, by the functions' names.</summary>
    /// <exception cref="InvalidOperationException">A method names a description that is not there.</exception>
    public static IReadOnlyDictionary<string, ApiDescription> In(IEnumerable<Type> types)
    {
        var operations = new Dictionary<string, ApiDescription>(StringComparer.Ordinal);
        foreach (var method in types.SelectMany(type => type.GetMethods(Anywhere)))
            if (method.GetCustomAttribute<OperationAttribute>() is { } operation)
                operations.Add(method.GetCustomAttribute<FunctionAttribute>()?.Name ?? method.Name, operation.Of(method.DeclaringType!));
        return operations;
    }

    private const BindingFlags Anywhere =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private ApiDescription Of(Type functions) => new(Id, functions.GetProperty(Description, Anywhere)?.GetValue(null) as ApiOperation
        ?? throw new InvalidOperationException($"{functions} has no description {Description}, which {Id} names."));
}

/// <summary>How a function is described.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Operation">What is said of it.</param>
internal sealed record ApiDescription(string Id, ApiOperation Operation);
