using System.Text.Json.Nodes;

namespace Grain.Local.GitHub;

/// <summary>What issues, pull requests and discussions have in common, in the words of webhooks.</summary>
internal static class Things
{
    private static readonly string[] Context = ["number", "title", "html_url", "created_at", "updated_at", "user"];

    /// <summary>As much of a thing as is told along with what is about it.</summary>
    public static JsonObject Brief(JsonObject thing) => new(Context.Select(name => KeyValuePair.Create(name, thing[name]?.DeepClone())));

    /// <summary>How people call it.</summary>
    public static string Number(JsonObject thing) => $"#{thing["number"]}";

    /// <summary>Whether it says so.</summary>
    public static bool IsTrue(JsonObject thing, string name) => thing[name]?.GetValueKind() == JsonValueKind.True;

    /// <summary>A comment with what it replies to under the name that webhooks have for it.</summary>
    public static JsonObject Reply(JsonObject comment, string name)
    {
        comment[name] = comment["replyTo"]?["id"]?.DeepClone();
        return comment;
    }

    /// <summary>A closing, or its end.</summary>
    /// <param name="change">What happened.</param>
    /// <param name="name">The event.</param>
    /// <param name="member">The thing's member of the payload.</param>
    /// <param name="about">See <see cref="ToldEvent.About"/>.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="thing">To what.</param>
    public static ToldEvent Changed(JsonObject change, string name, string member, string about, JsonObject repository, JsonObject thing)
    {
        var (isClosing, told) = (IsClosing(change), Brief(thing));
        told["id"] = thing["id"]?.DeepClone();
        told[isClosing ? "closed_at" : "updated_at"] = change["created_at"]?.DeepClone();
        return ToldEvent.Of(name, isClosing ? "closed" : "reopened", "the closing of " + about, repository, (member, told),
            ("sender", change["actor"]));
    }

    /// <summary>Whether it is a closing, and not its end.</summary>
    public static bool IsClosing(JsonObject change) => change["type"]?.GetValue<string>() == Asked.Closed;
}
