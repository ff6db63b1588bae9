using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Functions.Storage;

/// <summary>Adds a shared access signature to every request; as a per-call policy, so that a second try does not get it twice.</summary>
internal sealed class SasPolicy(string signature) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var uri = message.Request.Uri;
        if (uri.Query.EndsWith(signature, StringComparison.Ordinal)) return;
        uri.Query = uri.Query.Length > 1 ? $"{uri.Query}&{signature}" : $"?{signature}";
    }
}
