using Grain.Functions.Ledgers.Grants;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

internal static class GrantChecks
{
    public static void KeepsLimits(Grant grant) => KeepsLimits(grant, "github");

    public static void KeepsLimits(Grant grant, string sender)
    {
        Assert.InRange(grant.GrantId.Length, 1, 150);
        Assert.InRange(grant.Contributor.Length, 1, 100);
        Assert.StartsWith((grant.Key.Contains(":push.", StringComparison.Ordinal) ? "github" : sender) + ":", grant.GrantId,
            StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, grant.GrantedAt.Offset);
        Assert.InRange(grant.GrantedAt.Year, 1970, 9999);
        Assert.Equal(grant.Corrects is not null, grant.GrantId.EndsWith(":reversed", StringComparison.Ordinal));
        if (grant.Corrects is not null) Assert.True(grant.Amount <= Points.Zero);
        if (grant.Facts is not { } facts) return;
        Assert.InRange(facts.Nodes.Count, 0, 4);
        Assert.InRange(facts.Edges.Count, 0, 60);
        foreach (var node in facts.Nodes)
        {
            Assert.StartsWith(sender + "/", node.Id, StringComparison.Ordinal);
            Assert.InRange(node.Id.Length, 1, 300);
            Assert.InRange(node.Title?.Length ?? 0, 0, 200);
            Assert.InRange(node.Url?.Length ?? 0, 0, 500);
            Assert.DoesNotContain(node.Title ?? "", char.IsControl);
        }
    }

    public static string Text(Grant grant) => string.Join(
        '|',
        [grant.ToString(), .. grant.Facts?.Nodes.Select(node => node.ToString()) ?? [],
            .. grant.Facts?.Edges.Select(edge => edge.ToString()) ?? [], .. grant.Facts?.Retracts ?? []]);
}
