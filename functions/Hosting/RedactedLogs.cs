using System.Diagnostics.CodeAnalysis;

namespace Grain.Functions.Hosting;

/// <summary>Takes secrets out of what is logged, whoever logs it, before it leaves the process.</summary>
internal static class RedactedLogs
{
    /// <summary>Puts the redaction around every log that was added so far.</summary>
    public static void RedactLogs(this IServiceCollection services)
    {
        foreach (var provider in services.Where(service => service.ServiceType == typeof(ILoggerProvider)).ToArray())
        {
            services.Remove(provider);
            services.AddSingleton<ILoggerProvider>(all => new Provider((ILoggerProvider)(
                provider.ImplementationInstance ?? provider.ImplementationFactory?.Invoke(all)
                    ?? ActivatorUtilities.CreateInstance(all, provider.ImplementationType!))));
        }
    }

    /// <summary>An exception as it is, unless its text holds a secret.</summary>
    [return: NotNullIfNotNull(nameof(exception))]
    internal static Exception? Redacted(Exception? exception)
    {
        if (exception?.ToString() is not { } text) return null;
        return Redaction.Apply(text) is var redacted && redacted == text ? exception : new RedactedException(redacted);
    }

    private sealed class Provider(ILoggerProvider inner) : ILoggerProvider, ISupportExternalScope
    {
        public ILogger CreateLogger(string categoryName) => new Logger(inner.CreateLogger(categoryName));

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) =>
            (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Logger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, Redacted(exception), (told, fault) => Redaction.Apply(formatter(told, fault)));
    }

    /// <summary>Stands for an exception whose text held a secret.</summary>
    private sealed class RedactedException(string text) : Exception(text)
    {
        public override string ToString() => Message;
    }
}
