using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Activities.Api;
using Grain.Functions.Ledgers.Credits.Api;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Grants.Api;
using Grain.Functions.Ledgers.Grants.Appeals;
using Grain.Functions.Ledgers.Proposals;

namespace Grain.Functions.Reads.Usages;

/// <summary>How large things may be that are sent. All are fixed but those of which a setting is told.</summary>
/// <param name="BodyBytes">A body, by the setting <c>Grain__MaxBodyBytes</c>.</param>
/// <param name="WebhookBodyBytes">The payload of a webhook, by the setting <c>Grain__MaxWebhookBodyBytes</c>.</param>
/// <param name="ActivityBodyBytes">A body of activity.</param>
/// <param name="MergeBodyBytes">The state of a replica.</param>
/// <param name="ConfigCharacters">A configuration as it is stored.</param>
/// <param name="ConfigNames">Elements of its lists of people.</param>
/// <param name="ConfigWords">Elements of its other lists.</param>
/// <param name="GrantsARequest">Elements of an array of grants.</param>
/// <param name="FactsAGrant">Nodes, edges or retractions of a grant.</param>
/// <param name="ActivityARequest">Elements of an array of activity.</param>
/// <param name="TasksARequest">Elements of an array of tasks.</param>
/// <param name="TransactionsAMerge">Transactions of the state of a replica.</param>
/// <param name="ReceiptsADistribution">Receipts of a distribution.</param>
/// <param name="IdCharacters">The id of a person or node.</param>
/// <param name="KeyCharacters">The id of a grant or act.</param>
/// <param name="NoteCharacters">The note of a grant.</param>
/// <param name="MemoCharacters">The memo of a move of grain.</param>
/// <param name="ReasonCharacters">The reason of an appeal.</param>
/// <param name="ProposalReasonCharacters">The reason of a proposal.</param>
/// <param name="JsonDepth">How deep JSON is nested.</param>
internal sealed record BoundsAnswer(
    long BodyBytes, long WebhookBodyBytes, long ActivityBodyBytes, long MergeBodyBytes, int ConfigCharacters,
    int ConfigNames, int ConfigWords, int GrantsARequest, int FactsAGrant, int ActivityARequest, int TasksARequest,
    int TransactionsAMerge, int ReceiptsADistribution, int IdCharacters, int KeyCharacters, int NoteCharacters,
    int MemoCharacters, int ReasonCharacters, int ProposalReasonCharacters, int JsonDepth)
{
    /// <summary>Those that hold.</summary>
    public static BoundsAnswer Of(GrainOptions options) => new(
        options.MaxBodyBytes, options.MaxWebhookBodyBytes, ActivityFunctions.StreamBytesMax, TasksFunctions.MergeBytesMax,
        ConfigForm.CharactersMax, ConfigSize.NamesMax, ConfigSize.WordsMax, GrantReader.GrantsMax, GrantReader.FactsMax,
        FactReader.FactsMax, TaskCreditReader.TasksMax, ReplicaStateReader.TransactionsMax, DistributionBody.ReceiptsMax,
        JournalKeys.AccountLengthMax, JournalKeys.KeyLengthMax, GrantReader.NoteLengthMax, RequestValues.MemoLengthMax,
        AppealBook.ReasonMax, ProposalRequests.ReasonLengthMax, SentJson.DepthMax);
}
