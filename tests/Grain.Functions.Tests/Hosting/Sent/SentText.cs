using System.Text;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Sent;

namespace Grain.Functions.Tests.Hosting.Sent;

/// <summary>Reads a text as a request's body is read.</summary>
internal static class SentText
{
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public static T Read<T>(string json, Func<SentValue, T> read)
    {
        using var document = SentJson.Parse(Encoding.UTF8.GetBytes(json));
        var value = new SentValue(document.RootElement, new FaultList());
        var result = read(value);
        value.Faults.ThrowIfAny();
        return result;
    }

    /// <summary>As a line of a stream is read.</summary>
    public static (T? Read, IReadOnlyList<Fault> Faults) ReadLine<T>(string json, Func<SentValue, T?> read) where T : class =>
        SentJson.ReadLine(new System.Buffers.ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), read);
}
