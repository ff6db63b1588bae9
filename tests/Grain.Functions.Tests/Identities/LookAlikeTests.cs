using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Api;
using Xunit;

namespace Grain.Functions.Tests.Identities;

/// <summary>Whom people may take for somebody else.</summary>
public sealed class LookAlikeTests
{
    [Theory]
    [InlineData("ada", "аdа")] // Cyrillic
    [InlineData("paypal", "pаyраl")]
    [InlineData("modern", "modem", false)]
    [InlineData("lily", "IiIy")]
    [InlineData("bill", "bilI")]
    [InlineData("root", "r00t")]
    [InlineData("github/ada", "github/ad\u200Ba")] // an invisible space
    [InlineData("ada", "ａｄａ")] // full width
    [InlineData("snake_case", "snake-case")]
    [InlineData("ada", "ΑDA")] // Greek capital
    [InlineData("ada", "adà", false)]
    [InlineData("github/ada", "gitlab/ada", false)]
    [InlineData("ada", "adam", false)]
    public void Texts_that_look_the_same_have_one_skeleton(string one, string other, bool same = true) =>
        Assert.Equal(same, LookAlike.SkeletonOf(one) == LookAlike.SkeletonOf(other));

    [Fact]
    public void An_identity_is_flagged_that_looks_like_another_and_not_like_itself()
    {
        var register = CommunityRegister.Empty with
        {
            Identities = CommunityRegister.Empty.Identities.Add("ada", Of("ada", "ada-l", "github/ada"))
                .Add("2", Of("2", "eve", "github/аda")).Add("bob", Of("bob", "bob")),
        };
        Assert.Equal(["2"], IdentityAnswer.Of(register, "ada").LooksLike!);
        Assert.Equal(["ada"], IdentityAnswer.Of(register, "2").LooksLike!);
        Assert.Null(IdentityAnswer.Of(register, "bob").LooksLike);
        Assert.Equal(["bob"], IdentityAnswer.Of(register, "b0b").LooksLike!); // nobody has registered it
        Assert.Equal([["ada"], ["2"], null],
            IdentityListAnswer.Of(register, null, 10).Identities.Select(identity => identity.LooksLike));
    }

    private static Identity Of(string id, string name, params string[] aliases) =>
        new() { Id = id, Name = name, Type = "USER", Active = true, Aliases = [.. aliases] };
}
