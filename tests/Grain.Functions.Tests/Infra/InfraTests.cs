using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Functions.Access.OpenId;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Limits;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Docs;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Infra;

/// <summary>What is set up in Azure is what the app needs, by the app's own lists.</summary>
public sealed partial class InfraTests
{
    /// <summary>Older versions of what Azure calls an API are not used. The linter's own rule goes by today's date.</summary>
    private static readonly DateOnly OldestVersion = new(2018, 1, 1);

    /// <summary>Of these there is no version but previews.</summary>
    private static readonly string[] Previews = ["Microsoft.Insights/diagnosticSettings"];

    /// <summary>Azure's names of the roles.</summary>
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["blobOwner"] = "Storage Blob Data Owner",
        ["queueContributor"] = "Storage Queue Data Contributor",
        ["tableContributor"] = "Storage Table Data Contributor",
    };

    [BicepFact]
    public async Task The_templates_compile_and_no_rule_has_anything_to_say() => Assert.Equal((0, ""), await Bicep.BuildAsync());

    [BicepFact]
    public async Task Every_setting_is_one_that_the_app_reads()
    {
        string[] known =
        [
            .. typeof(GrainOptions).GetProperties().Select(property => property.Name), GrainOptions.SecretKeys, GrainOptions.OwnerKey,
            OpenIdSettings.Name, LimitOptions.Section,
        ];
        var app = await Bicep.ModuleAsync("app");
        var told = app.GetProperty("variables").GetProperty("base").EnumerateObject().Select(setting => setting.Name)
            .Concat(Quoted().Matches(app.GetProperty("variables").GetProperty("settings").GetString()!)
                .Select(setting => setting.Value.Trim('\''))).ToArray();
        Assert.Equal(["Grain__OwnerKey", "Grain__SecretKeys", "Grain__TrustedHops"],
            told.Where(name => name.StartsWith("Grain__", StringComparison.Ordinal)).Order());
        Assert.DoesNotContain(told, name => name.StartsWith("Grain__", StringComparison.Ordinal)
            && !known.Contains(name["Grain__".Length..].Split("__")[0]));
        Assert.Equal(["AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential"],
            told.Where(name => name.StartsWith("AzureWebJobsStorage", StringComparison.Ordinal)).Order());
        using var sample = JsonDocument.Parse(File.ReadAllBytes(Repository.File("local.settings.sample.json")));
        Assert.Equal(sample.RootElement.GetProperty("Values").GetProperty("AzureWebJobsDisableHomepage").GetString(),
            app.GetProperty("variables").GetProperty("base").GetProperty("AzureWebJobsDisableHomepage").GetString());
    }

    [BicepFact]
    public async Task Queues_and_tables_are_those_of_the_code()
    {
        var variables = (await Bicep.ModuleAsync("storage")).GetProperty("variables");
        Assert.Equal(Queues.All, Texts(variables.GetProperty("queueNames")));
        var sources = Directory.EnumerateFiles(Repository.File("functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText).ToArray();
        string[] asked = ["health"]; // only whether they answer
        var tables = sources.SelectMany(text => TableName().Matches(text)).Select(name => name.Groups[1].Value)
            .Concat(SpaceRemains.Tables).Distinct().Except(asked);
        Assert.Equal(["Rules.Table", "table"], // whose names are among these
            sources.SelectMany(text => OtherTable().Matches(text)).Select(call => call.Groups[1].Value).Distinct().Order());
        Assert.Equal(["grain"], sources.SelectMany(text => ContainerName().Matches(text)).Select(name => name.Groups[1].Value).Distinct()
            .Except(asked));
        Assert.Contains("('grain',", (await Bicep.ResourcesAsync())["storage/containers"].GetRawText(), StringComparison.Ordinal);
        Assert.Equal(tables.Order(StringComparer.Ordinal), Texts(variables.GetProperty("tableNames")).Order(StringComparer.Ordinal));
    }

    [BicepFact]
    public async Task Functions_that_are_always_ready_are_there()
    {
        var names = (await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync("")).Select(function => function.Name);
        var ready = Texts((await Bicep.ModuleAsync("app")).GetProperty("variables").GetProperty("ready")).ToArray();
        Assert.Equal("http", ready[0]);
        Assert.Empty(ready[1..].Except(names.Select(name => $"function:{name}")));
    }

    [BicepFact]
    public async Task The_app_has_the_roles_that_the_documentation_names_and_no_more()
    {
        var module = await Bicep.ModuleAsync("roles");
        var variables = module.GetProperty("variables");
        Assert.Equal(Roles.Keys.Order(), OneVariable().Matches(string.Concat(Texts(variables.GetProperty("dataRoles"))))
            .Select(name => name.Groups[1].Value).Order());
        var page = File.ReadAllText(Repository.File("docs/operations.md")).ReplaceLineEndings(" ");
        Assert.All(Roles.Values, name => Assert.Contains($"*{name}*", page, StringComparison.Ordinal));
        Assert.Equal(3, Bicep.OwnResources(module).Count(each => // of the data, of metrics, of operators
            each.Resource.GetProperty("type").GetString() == "Microsoft.Authorization/roleAssignments"));
    }

    [BicepFact]
    public async Task Nothing_can_be_reached_by_a_password_or_in_the_clear()
    {
        var resources = await Bicep.ResourcesAsync();
        var account = resources["storage/account"].GetProperty("properties");
        Assert.False(account.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(account.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.True(account.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
        Assert.Equal("TLS1_2", account.GetProperty("minimumTlsVersion").GetString());
        Assert.True(resources["monitor/insights"].GetProperty("properties").GetProperty("DisableLocalAuth").GetBoolean());
        Assert.All(["app/ftp", "app/scm"],
            each => Assert.False(resources[each].GetProperty("properties").GetProperty("allow").GetBoolean()));
        var site = resources["app/app"].GetProperty("properties").GetProperty("siteConfig");
        Assert.Equal("Disabled", site.GetProperty("ftpsState").GetString());
        var parameters = (await Bicep.MainAsync()).GetProperty("parameters");
        Assert.True(parameters.GetProperty("httpsOnly").GetProperty("defaultValue").GetBoolean());
        Assert.Equal("1.2", parameters.GetProperty("tlsMin").GetProperty("defaultValue").GetString());
        Assert.Equal("securestring", parameters.GetProperty("secretKeys").GetProperty("type").GetString());
    }

    [BicepFact]
    public async Task Versions_of_Azure_s_interfaces_are_neither_old_nor_previews() =>
        Assert.Empty(from each in await Bicep.ResourcesAsync()
                     let type = each.Value.GetProperty("type").GetString()
                     let version = each.Value.GetProperty("apiVersion").GetString()!
                     where !DateOnly.TryParseExact(version, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                         ? !Previews.Contains(type) : day < OldestVersion
                     select $"{each.Key}: {version}");

    [BicepFact]
    public async Task What_is_deployed_is_named_for_who_deploys_it()
    {
        var azd = File.ReadAllText(Repository.File("azure.yaml"));
        var service = Regex.Match(azd, @"^services:\n  ([a-z]+):", RegexOptions.Multiline).Groups[1].Value;
        Assert.Contains($"'azd-service-name', '{service}'",
            (await Bicep.ResourcesAsync())["app/app"].GetProperty("tags").GetString(), StringComparison.Ordinal);
        Assert.Contains($"azd deploy {service} ", File.ReadAllText(Repository.File("infra/deploy")), StringComparison.Ordinal);
        Assert.All(Regex.Matches(azd, "run: (infra/deploy) ([a-z]+) --azd"), run => Assert.Contains($"  {run.Groups[2].Value} ",
            File.ReadAllText(Repository.File("infra/deploy")), StringComparison.Ordinal));
    }

    [Fact]
    public void Each_alert_leads_to_its_section_of_the_run_book()
    {
        using var alerts = JsonDocument.Parse(File.ReadAllBytes(Repository.File("infra/alerts.json")));
        var book = File.ReadAllText(Repository.File("docs/operations.md"));
        var others = Regex.Matches(File.ReadAllText(Repository.File("infra/modules/alerts.bicep")), "See \"([A-Z][^\"]+)\"")
            .Select(see => see.Groups[1].Value).ToArray();
        Assert.Equal(2, others.Length);
        Assert.DoesNotContain(alerts.RootElement.EnumerateArray().Select(alert => alert.GetProperty("see").GetString()!).Concat(others),
            section => !book.Contains($"### {section}\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Alerts_look_at_metrics_that_the_app_tells()
    {
        using var alerts = JsonDocument.Parse(File.ReadAllBytes(Repository.File("infra/alerts.json")));
        var asked = alerts.RootElement.EnumerateArray()
            .SelectMany(alert => Regex.Matches(alert.GetProperty("query").GetString()!, "'(grain\\.[a-z.]+)'"))
            .Select(name => name.Groups[1].Value).ToArray();
        Assert.Equal(5, asked.Length);
        Assert.Empty(asked.Except(Measures.Names));
    }

    [Fact]
    public void Everything_that_can_be_chosen_is_told()
    {
        var read = Regex.Matches(File.ReadAllText(Repository.File("infra/main.bicepparam")), @"readEnvironmentVariable\('([A-Z_]+)'")
            .Select(name => name.Groups[1].Value);
        var page = File.ReadAllText(Repository.File("docs/deploy.md"));
        Assert.Equal(read.Order(),
            Regex.Matches(page, @"^\| `([A-Z_]+)` \|", RegexOptions.Multiline).Select(row => row.Groups[1].Value).Order());
    }

    [Fact]
    public void The_run_book_s_ten_minutes_are_the_host_s()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Repository.File("host.json")));
        Assert.Equal("00:10:00", host.RootElement.GetProperty("functionTimeout").GetString());
        Assert.Contains("ten minutes a function", File.ReadAllText(Repository.File("docs/scaling.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_that_pages_name_are_steps_of_the_scripts() =>
        Assert.Empty(from page in DocsPage.All
                     from Match step in Regex.Matches(page.Text, "infra/(deploy|release) ([a-z]+)")
                     let script = File.ReadAllText(Repository.File($"infra/{step.Groups[1].Value}"))
                     where !Regex.IsMatch(script, $"^  {step.Groups[2].Value} ", RegexOptions.Multiline)
                     select $"{page.Name}: {step.Value}");

    [Fact]
    public void A_server_of_one_s_own_runs_what_is_packaged_and_waits_for_it_to_finish()
    {
        var unit = File.ReadAllText(Repository.File("infra/grain.service"));
        Assert.Contains($"ExecStart=/opt/grain-{Grain.Local.AppPackage.Runtime}/grain serve ", unit, StringComparison.Ordinal);
        Assert.Contains("KillSignal=SIGINT", unit, StringComparison.Ordinal); // what Ctrl-C sends
        Assert.True(int.Parse(Regex.Match(unit, "TimeoutStopSec=([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture)
            > new GrainOptions().ShutdownSeconds + 10);
        var build = Regex.Match(File.ReadAllText(Repository.File("infra/Dockerfile")), "docker build .*").Value;
        Assert.Contains(build, File.ReadAllText(Repository.File("docs/deploy.md")), StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Every_parameter_says_what_it_is_for() =>
        Assert.Empty((await Bicep.MainAsync()).GetProperty("parameters").EnumerateObject()
            .Where(each => !each.Value.TryGetProperty("metadata", out _)).Select(each => each.Name));

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(each => each.GetString()!);

    [GeneratedRegex("'[A-Z][A-Za-z]*__[A-Za-z_]+'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?:\bTable\(|string Table => )""([a-z]+)""")]
    private static partial Regex TableName();

    [GeneratedRegex(@"\.Table\(([A-Za-z.]+)\)")]
    private static partial Regex OtherTable();

    [GeneratedRegex(@"\.Container\(""([a-z]+)""\)")]
    private static partial Regex ContainerName();

    [GeneratedRegex(@"variables\('([A-Za-z]+)'\)")]
    private static partial Regex OneVariable();
}
