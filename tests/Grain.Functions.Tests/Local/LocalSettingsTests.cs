using System.Text;
using Grain.Functions.Hosting;
using Grain.Local.CommandLine;
using Xunit;

namespace Grain.Functions.Tests.Local;

public sealed class LocalSettingsTests
{
    [Fact]
    public void Settings_come_from_the_local_file_too_and_the_environment_wins()
    {
        var folder = Directory.CreateTempSubdirectory("grain-settings-");
        try
        {
            Assert.NotNull(AppConfiguration.Read(folder.FullName)["PATH"]);
            File.WriteAllText(Path.Combine(folder.FullName, "local.settings.json"),
                """{"Values":{"Grain__OnlyHere":"1","PATH":"none",},/* as the tools write it */}""");
            var settings = AppConfiguration.Read(folder.FullName);
            Assert.Equal("1", settings["Grain:OnlyHere"]);
            Assert.NotEqual("none", settings["PATH"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"Values":[]}""")]
    public void A_broken_settings_file_is_named(string json) =>
        Assert.Contains("my.json", Assert.Throws<SettingsException>(() =>
            LocalSettings.Parse(Encoding.UTF8.GetBytes(json), "my.json")).Message, StringComparison.Ordinal);
}
