namespace Grain.Local.Api;

/// <summary>Why the API does not do something (RFC 9457).</summary>
internal sealed record ProblemView(string Type, string Title, string? Detail = null, IReadOnlyList<FaultView>? Errors = null)
{
    /// <summary>The problem of an answer, if it is one.</summary>
    public static ProblemView? Of(HttpAnswer answer)
    {
        if (answer.Type != "application/problem+json") return null;
        try
        {
            return JsonSerializer.Deserialize(answer.Body, ApiJson.Default.ProblemView);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What it says, and a line for each fault; nothing in it reaches past its line on a terminal.</summary>
    public string InWords()
    {
        var faults = (Errors ?? []).Select(fault => $"\n  {Plain.Text(fault.Path)}: {Plain.Text(fault.Message)}");
        return Plain.Text(Detail is { Length: > 0 } detail ? detail : Title) + string.Concat(faults);
    }
}

/// <summary>A fault, and the JSON path or the parameter where it is.</summary>
internal sealed record FaultView(string Path, string Message);
