using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Ledgers.Identities;
using Xunit;

namespace Grain.Functions.Tests.Identities;

public sealed class AccountIdTests
{
    [Theory]
    [InlineData("github/Ada-M", "github/ada-m")]
    [InlineData(" GitHub/ada-m\t", "github/ada-m")]
    [InlineData("github@git.example/Ada", "github@git.example/ada")]
    [InlineData("gitlab/51", "gitlab/51")]
    [InlineData("discourse/ZOË", "discourse/zoë")]
    [InlineData("ANA", "ana")]
    [InlineData("Ada Lovelace ", "ada lovelace")]
    [InlineData("slack/U02AB", "slack/U02AB")]
    [InlineData("did:key:z6MkHa", "did:key:z6MkHa")]
    [InlineData("Žofie/日本 ~'x'", "Žofie/日本 ~'x'")]
    public void Has_one_spelling_where_case_means_nothing(string id, string canonical) => Assert.Equal(canonical, AccountId.Canonical(id));

    [Fact]
    public void The_spelling_of_a_spelling_is_itself() => Prop.ForAll<NonNull<string>>(text =>
        AccountId.Canonical(text.Get) is var once && AccountId.Canonical(once) == once).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("ana")]
    [InlineData("github/ada-m")]
    [InlineData("Ada Lovelace")]
    [InlineData("discourse/ज़ोया")]
    [InlineData("a.b/..c/...")]
    [InlineData("email/9b1d")]
    public void Takes_what_people_are_called(string id) => Assert.Null(AccountId.Fault(id));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("a\\..\\b")]
    [InlineData("%2e%2E")]
    [InlineData("a%2F..%2Fb")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u200Bb")]
    [InlineData("a\nb")]
    [InlineData("a\u00A0b")]
    [InlineData("a\u3164b")]
    [InlineData("zoe\u0308")]
    [InlineData("github/ada m")]
    public void Refuses_what_no_address_could_name_or_no_eye_tell_apart(string id) => Assert.NotNull(AccountId.Fault(id));
}
