using System.Net.Http.Headers;

namespace Grain.Local.Api;

/// <summary>What opens an app: a key of Grain, or a token that the app trusts.</summary>
internal static class AppKey
{
    /// <summary>Has a client show it with every request.</summary>
    /// <returns>Whether it can be sent at all.</returns>
    public static bool AddTo(HttpClient http, string key)
    {
        if (key.Length == 0 || key.Any(c => c is <= ' ' or > '~')) return false;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return true;
    }
}
