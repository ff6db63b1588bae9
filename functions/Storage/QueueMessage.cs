using System.Buffers.Text;
using System.Text;

namespace Grain.Functions.Storage;

/// <summary>A message as it was received or peeked at.</summary>
public sealed class QueueMessage
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The service's name for the message.</summary>
    public required string MessageId { get; init; }

    /// <summary>What is needed to delete or update it; empty for one that was only peeked at.</summary>
    public required string PopReceipt { get; init; }

    /// <summary>The text; <see langword="null"/> when what is stored is not base64 of UTF-8 (and the queue is not raw).</summary>
    public required string? Text { get; init; }

    /// <summary>What is stored.</summary>
    public required string RawText { get; init; }

    /// <summary>How many times it has been received, this time included.</summary>
    public required long DequeueCount { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset InsertedOn { get; init; }

    /// <summary>When it goes by itself.</summary>
    public required DateTimeOffset ExpiresOn { get; init; }

    /// <summary>When it can be received again; <see langword="null"/> for one that was only peeked at.</summary>
    public required DateTimeOffset? NextVisibleOn { get; init; }

    internal static string? Decode(string raw)
    {
        if (!Base64.IsValid(raw)) return null;
        try
        {
            return Strict.GetString(Convert.FromBase64String(raw));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
