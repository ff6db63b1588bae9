using System.Buffers;

namespace Grain.Functions.Webhooks.Gitea;

/// <summary>
/// The payload of a delivery that is sent as a form, <c>payload=%7B…</c>. Gitea signs the payload and not the form, so it is decoded before
/// it is proven: where it lies, which takes no memory.
/// </summary>
internal static class GiteaForm
{
    /// <summary>The payload of a form; what is no form stays as it is.</summary>
    public static ReadOnlyMemory<byte> Unwrap(byte[] body)
    {
        if (!body.AsSpan().StartsWith("payload="u8)) return body;
        var (at, length) = ("payload=".Length, 0);
        for (; at < body.Length && body[at] != '&'; length++)
        {
            var isEscaped = body[at] == '%' && at + 2 < body.Length
                && Convert.FromHexString(body.AsSpan(at + 1, 2), body.AsSpan(length, 1), out _, out _) == OperationStatus.Done;
            if (!isEscaped) body[length] = body[at] == '+' ? (byte)' ' : body[at];
            at += isEscaped ? 3 : 1;
        }

        return body.AsMemory(0, length);
    }
}
