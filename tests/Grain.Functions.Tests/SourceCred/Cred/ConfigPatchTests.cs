using System.Text.Json.Nodes;
using Grain.Functions.SourceCred.Cred;
using Grain.Functions.SourceCred.Cred.Config;
using Xunit;
using static Grain.Functions.Tests.SourceCred.Cred.MadeInstance;

namespace Grain.Functions.Tests.SourceCred.Cred;

/// <summary>An instance's configuration in Grain's words.</summary>
public sealed class ConfigPatchTests
{
    [Fact]
    public void Policies_have_budgets_of_their_own_as_numbers_or_texts_wherever_they_stand()
    {
        var patch = Patch("config/grain.json", """
            { "maxSimultaneousDistributions": 2, "deep": { "allocationPolicies": [
              { "policyType": "IMMEDIATE", "budget": "250.5", "numIntervalsLookback": 1 },
              [{ "policyType": "balanced", "budget": 1e3, "numIntervalsLookback": 0 }],
              { "policyType": "RECENT", "budget": 0.1, "discount": 0.16, "exclusions": ["old-ada", "nobody"] },
              { "policyType": "SPECIAL", "budget": 5, "recipient": "bob", "memo": "tools" },
              { "policyType": "SPECIAL", "budget": 5, "recipient": "nobody", "memo": "" },
              { "policyType": "BALANCED", "budget": 0 }, { "policyType": "FAIR", "budget": 1 },
            ] } }
            """, out var notes);
        Same("""
            {"distribution":{"policies":[{"type":"IMMEDIATE","budget":"250.5","lookback":1},{"type":"BALANCED","budget":"1000"},
             {"type":"RECENT","budget":"0.1","discount":0.16,"exclusions":["sourcecred/ada"]},
             {"type":"SPECIAL","budget":"5","recipient":"sourcecred/bob","memo":"tools"}]}}
            """, patch);
        Assert.Equal(["FAIR", "SPECIAL", "BALANCED", "exclusions", "maxSimultaneousDistributions"],
            notes.All.Select(note => note.What.Split(", ")[^1]).OrderBy(what => Array.IndexOf(
                ["FAIR", "SPECIAL", "BALANCED", "exclusions"], what) is var at and >= 0 ? at : 9));
    }

    [Fact]
    public void The_old_form_has_budgets_a_week()
    {
        var patch = Patch("config/grain.json",
            """{ "immediatePerWeek": "10", "recentPerWeek": 20, "recentWeeklyDecayRate": 0.5, "balancedPerWeek": 0 }""", out _);
        Same("""
            {"distribution":{"policies":[{"type":"IMMEDIATE","budget":"10","lookback":1},{"type":"RECENT","budget":"20","discount":0.5}]}}
            """, patch);
    }

    [Fact]
    public void Weights_budgets_dependencies_and_the_currency_have_their_places()
    {
        var made = new MadeInstance();
        made.NodeWeights[N("sourcecred", "github", "PULL")] = 4;
        made.NodeWeights[N("sourcecred", "github", "COMMENT")] = 0.25;
        made.NodeWeights[N("sourcecred", "discord", "REACTION")] = 2;
        made.NodeWeights[N("sourcecred", "github", "PULL", "Octo", "Mill", "7")] = 0;
        made.NodeWeights[N("sourcecred", "discourse", "topic", "https://forum.example.org", "3")] = 2;
        made.NodeWeights[N("sourcecred", "discord", "REACTION", "1", "x", "2", "3")] = 16;
        made.EdgeWeights[E("sourcecred", "github", "AUTHORS")] = (0.5, 1);
        made.File("config/weights.json", made.WeightsText())
            .File("config/pluginBudgets.json", """
                {"plugins":{"sourcecred/github":[{"startTime":"2018-01-01","budget":500},{"startTime":"2021-06-04","budget":0}],
                 "sourcecred/discord":[{"startTime":"2021-06-04","budget":7}],
                 "sourcecred/initiatives":[{"startTime":"2018-01-01","budget":1}]}}
                """)
            .File("config/dependencies.json", """[{"id":"libs","name":"libs","periods":[{"startTime":"2021-02-13","weight":0.2}]}]""")
            .File("config/currencyDetails.json",
                """{"currencyName":"Seeds of the mill","currencySuffix":" SEEDS","decimalsToDisplay":2}""");
        var patch = Patch(made, out var notes);
        Same("""
            {"token":{"symbol":"SEEDS","name":"Seeds of the mill"},
             "weights":{"nodes":{"pull":4,"comment":0.25,"review-comment":0.25},"edgeMints":{"reacts-to":2},
              "nodeOverrides":{"github/octo/mill/pull/7":0,"discourse/forum.example.org/topic/3":2},
              "changes":[{"from":"2018-01-01T00:00:00Z","mintCaps":{"github":500}},
               {"from":"2021-06-04T00:00:00Z","mintCaps":{"github":0,"chat":7}}],
              "bonuses":[{"to":"sourcecred/libs","periods":[{"from":"2021-02-13T00:00:00Z","share":0.2}]}]}}
            """, patch);
        Assert.Equal(4, notes.All.Count);
    }

    [Fact]
    public void What_cannot_be_read_is_noted_and_an_instance_without_files_changes_nothing()
    {
        Same("{}", Patch("config/weights.json", "{}", out var empty));
        Assert.Contains(empty.All, note => note.What == "config/weights.json" && note.Why.Contains("empty", StringComparison.Ordinal));
        Same("{}", Patch("config/grain.json", """{ "a": 1 "b" }""", out var notes));
        Assert.Equal("config/grain.json", Assert.Single(notes.All).What);
        Same("{}", Patch(new MadeInstance(), out _));
    }

    private static JsonObject Patch(string path, string text, out InstanceNotes notes) =>
        Patch(new MadeInstance().File(path, text), out notes);

    private static JsonObject Patch(MadeInstance made, out InstanceNotes notes)
    {
        notes = new InstanceNotes();
        return ConfigPatch.Of(made.Files, Participants,
            id => Participants.Find(id, null) is var at and >= 0 ? $"sourcecred/{Participants.All[at].Id}" : null, notes);
    }

    /// <summary>The same JSON, and a configuration that is taken.</summary>
    private static void Same(string expected, JsonObject patch)
    {
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(patch.ToJsonString())), patch.ToJsonString());
        Assert.Empty(Configs.Read(patch.ToJsonString()).Check());
    }
}
