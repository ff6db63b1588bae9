using Microsoft.Azure.Functions.Worker.Converters;

namespace Grain.Functions.Hosting;

/// <summary>
/// Fills the parameters of functions that hear of cancellation. The worker looks for each parameter among what the trigger tells, by its
/// name: a query value, or a property of a JSON body or message, that is called like this one would be taken for it and fail the function.
/// </summary>
internal sealed class CancellationInput : IInputConverter
{
    /// <inheritdoc/>
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => new(
        context.TargetType == typeof(CancellationToken) ? ConversionResult.Success(context.FunctionContext.CancellationToken)
            : ConversionResult.Unhandled());
}
