namespace Grain.Functions.Tests.Fixtures;

internal sealed partial class FixtureRecipe
{
    private void Identities()
    {
        foreach (var (id, name, type) in new[] { ("ada", "Ada-L", "USER"), ("bob", "Bob", "USER"), ("cy", "cy", "USER"),
            ("eve", "eve", "USER"), ("robot", "Robot", "BOT"), ("mill", "The-Mill", "PROJECT") })
            Put($"identities/{id}", $$"""{"name":"{{name}}","type":"{{type}}"}""");
        Post("identities/ada/aliases", """{"alias":"lab/ada"}""");
        Post("identities/ada/aliases", """{"alias":"github/codertocat"}""");
        Post("identities/bob/aliases", """{"alias":"Žofie/日本 ~'x'"}""");
        Post("identities/bob/aliases/remove", """{"alias":"Žofie/日本 ~'x'"}""");
        Post("identities/bob/merge", """{"target":"cy"}""");
        Post("identities/ada/merge", """{"target":"mill"}""");
        Post("identities/mill/unmerge", """{"name":"The-Old-Mill"}""");
        Put("identities/robot", """{"active":false}""");
        Put("identities/ada", """{"name":"Ada-Lovelace"}""");
    }

    /// <summary>The code of a claim is made by chance, so claims have a space where little else is recorded of who is who.</summary>
    private void Claims()
    {
        Put("identities/ada", """{"name":"ada"}""");
        Post("identities/claims", """{"alias":"chat/ada","identity":"ada"}""", status: 201);
        Post("identities/claims/{code}/confirm", "");
        Post("identities/claims", """{"alias":"chat/other","identity":"ada"}""", status: 201);
        Post("identities/claims/{code}/reject", "");
        Post("identities/claims", """{"alias":"chat/open","identity":"ada"}""", status: 201);
    }

    /// <summary>Grain that is paid in another currency from now on.</summary>
    private void PayOutside()
    {
        foreach (var name in new[] { "bob", "cy" }) Put($"identities/{name}", $$"""{"name":"{{name}}"}""");
        foreach (var (name, address) in new[] { ("ada", "0x1111111111111111111111111111111111111111"),
            ("bob", "0x2222222222222222222222222222222222222222") })
            Put($"identities/{name}/payout-address",
                $$"""{"chainId":"1","tokenAddress":"0x3333333333333333333333333333333333333333","address":"{{address}}"}""");
        Put("grain/settings/tracking", """{"enabled":true}""");
        Put("grain/settings/currency", """{"currency":{"chainId":"1","tokenAddress":"0x3333333333333333333333333333333333333333"}}""");
        Put("grain/settings/accounting", """{"enabled":false}""");
    }

    private void Moves()
    {
        Once("grain/distributions",
            """{"id":"prize","memo":"thanks","receipts":[{"to":"ada","amount":"12.5"},{"to":"eve","amount":"0.000000000000000001"}]}""");
        Once("grain/transfers", """{"id":"t1","from":"ada","to":"bob","amount":"2.5","memo":"review"}""");
        Once("grain/transfers", """{"id":"t2","from":"bob","to":"lab/ada","amount":"1"}""");
        Once("grain/mints", """{"id":"m1","to":"max","amount":"7","memo":"for the seeds"}""");
        Once("grain/burns", """{"id":"b1","from":"max","amount":"4"}""");
        Once("grain/transfers", """{"id":"too-much","from":"max","to":"ada","amount":"1000000"}""", status: 409);
        Put("grain/accounts/eve/frozen", """{"frozen":true,"reason":"asked for"}""");
        Once("grain/transfers", """{"id":"t3","from":"eve","to":"ada","amount":"1"}""", status: 409);
        Put("grain/accounts/max/frozen", """{"frozen":true,"reason":"a mistake"}""");
        Put("grain/accounts/max/frozen", """{"frozen":false,"reason":"was a mistake"}""");
        Put("grain/settings/tracking", """{"enabled":true}""");
        Once("grain/distributions", """{"id":"prize-2","receipts":[{"to":"bob","amount":"3"}]}""");
        Post("grain/payouts/prize-2/executed", "");
    }
}
