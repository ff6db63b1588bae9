using System.CommandLine.Help;
using Grain.Local.Demo;
using Grain.Local.Verbs;

namespace Grain.Local;

/// <summary>All verbs of <c>./grain</c> that are in this program, and what running one gives.</summary>
internal static class Commands
{
    /// <summary>After Ctrl-C: the app may finish what it is at, then the emulator writes what it holds.</summary>
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(45);

    /// <summary>The verbs.</summary>
    public static RootCommand Create() => new("Grain recognises contributions: grants, cred and grain for a community.")
    {
        DemoCommand.Create(),
        ServeCommand.Create(),
        PackageCommand.Create(),
        SpacesCommand.Create(),
        KeysCommand.Create(),
        AuditCommand.Create(),
        ConfigCommand.Create(),
        LeaderboardCommand.Create(),
        PersonCommand.Create(),
        ExplainCommand.Create(),
        WhatIfCommand.Create(),
        EpochsCommand.Create(),
        RecomputeCommand.Create(),
        PayoutsCommand.Create(),
        IdentityCommand.Create(),
        MoveCommands.Grant(),
        ProposalsCommand.Propose(),
        ProposalsCommand.Create(),
        MoveCommands.Mint(),
        MoveCommands.Transfer(),
        HoldCommand.Create(),
        ImportCommand.Create(),
        ExportCommand.Create(),
        VerifyCommand.Create(),
        VerifyProofCommand.Create(),
        RankJobCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        BackfillCommand.Create(),
        WebhookSendCommand.Create(),
        PoisonCommand.Create(),
        DoctorCommand.Create(),
        StatusCommand.Create(),
        UpgradeCommand.Create(),
        CredRankCommand.Create(),
        AllocateCommand.Create(),
    };

    /// <summary>Runs what the command line asks for.</summary>
    /// <param name="args">The verb and what follows it.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where progress and complaints go.</param>
    /// <param name="settings">The app's settings for a verb that works on its storage; otherwise those of the environment and of the
    /// folder.</param>
    /// <returns>The exit code: 0 it was done, 1 it was not, 2 wrong usage.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, IConfiguration? settings = null)
    {
        var commands = Create();
        commands.HelpName = "./grain";
        var parsed = commands.Parse(args);
        if ((parsed.Errors.Count > 0 || WrongUsage.OptionsAsValues(parsed).Count > 0) && parsed.Action is not HelpAction)
            return Task.FromResult(WrongUsage.Tell(parsed, error));
        return parsed.InvokeAsync(
            new VerbCall { Output = output, Error = error, Settings = settings, ProcessTerminationTimeout = EndMax });
    }
}
