namespace Grain.Functions.Hosting.Telemetry;

/// <summary>
/// The numbers of what is logged: a search by one finds all that was said at one place, whatever the words are. Of hosting from 1000, of
/// webhooks from 2000, of ledgers from 3000, of epochs from 4000, of reads from 5000. A number is never given to something else.
/// </summary>
internal static class LogEvents
{
    public static readonly EventId CallerGone = new(1000, nameof(CallerGone));
    public static readonly EventId RequestFailed = new(1001, nameof(RequestFailed));
    public static readonly EventId AnswerBroken = new(1002, nameof(AnswerBroken));
    public static readonly EventId UnknownSetting = new(1010, nameof(UnknownSetting));
    public static readonly EventId FailureNotKept = new(1020, nameof(FailureNotKept));
    public static readonly EventId UsageNotTold = new(1030, nameof(UsageNotTold));
    public static readonly EventId MessageOfNewerVersion = new(1040, nameof(MessageOfNewerVersion));
    public static readonly EventId StorageIsNewer = new(1041, nameof(StorageIsNewer));
    public static readonly EventId KeyUseNotNoted = new(1100, nameof(KeyUseNotNoted));
    public static readonly EventId ProviderUnread = new(1101, nameof(ProviderUnread));
    public static readonly EventId ActNotSettled = new(1110, nameof(ActNotSettled));
    public static readonly EventId ActWrittenLater = new(1111, nameof(ActWrittenLater));
    public static readonly EventId ActNotDone = new(1112, nameof(ActNotDone));
    public static readonly EventId SpaceErased = new(1200, nameof(SpaceErased));
    public static readonly EventId SpaceAtLimit = new(1201, nameof(SpaceAtLimit));
    public static readonly EventId SpaceFailed = new(1202, nameof(SpaceFailed));
    public static readonly EventId SpaceGone = new(1203, nameof(SpaceGone));
    public static readonly EventId ClaimRefused = new(2000, nameof(ClaimRefused));
    public static readonly EventId SecretUnread = new(2001, nameof(SecretUnread));
    public static readonly EventId ReconcilingFailed = new(2010, nameof(ReconcilingFailed));
    public static readonly EventId OwnWorkLeftOut = new(2020, nameof(OwnWorkLeftOut));
    public static readonly EventId DeliveriesSwept = new(2030, nameof(DeliveriesSwept));
    public static readonly EventId DeliveriesMissing = new(2031, nameof(DeliveriesMissing));
    public static readonly EventId DeliveriesNotWritten = new(2032, nameof(DeliveriesNotWritten));
    public static readonly EventId GrantsWait = new(3000, nameof(GrantsWait));
    public static readonly EventId GrantsAppended = new(3001, nameof(GrantsAppended));
    public static readonly EventId GrantRefused = new(3002, nameof(GrantRefused));
    public static readonly EventId CorrectionRemembered = new(3003, nameof(CorrectionRemembered));
    public static readonly EventId TierCrossed = new(3004, nameof(TierCrossed));
    public static readonly EventId GrantStreamStopped = new(3010, nameof(GrantStreamStopped));
    public static readonly EventId CreditEventsSwept = new(3100, nameof(CreditEventsSwept));
    public static readonly EventId CreditEventDropped = new(3101, nameof(CreditEventDropped));
    public static readonly EventId CreditEventUnwanted = new(3102, nameof(CreditEventUnwanted));
    public static readonly EventId CreditEventFailed = new(3103, nameof(CreditEventFailed));
    public static readonly EventId EscrowFailed = new(3110, nameof(EscrowFailed));
    public static readonly EventId EscrowsDue = new(3111, nameof(EscrowsDue));
    public static readonly EventId TaskCreditDropped = new(3120, nameof(TaskCreditDropped));
    public static readonly EventId TaskWordUnknown = new(3121, nameof(TaskWordUnknown));
    public static readonly EventId TaskUnpaid = new(3122, nameof(TaskUnpaid));
    public static readonly EventId TaskCreditRefused = new(3123, nameof(TaskCreditRefused));
    public static readonly EventId FactsPassedOver = new(3200, nameof(FactsPassedOver));
    public static readonly EventId FactNotCounted = new(3201, nameof(FactNotCounted));
    public static readonly EventId FactStreamStopped = new(3202, nameof(FactStreamStopped));
    public static readonly EventId TransfersFinished = new(3300, nameof(TransfersFinished));
    public static readonly EventId SplitUnread = new(4000, nameof(SplitUnread));
    public static readonly EventId EpochClosed = new(4010, nameof(EpochClosed));
    public static readonly EventId EpochRunning = new(4011, nameof(EpochRunning));
    public static readonly EventId EpochWaiting = new(4012, nameof(EpochWaiting));
    public static readonly EventId EpochFailed = new(4013, nameof(EpochFailed));
    public static readonly EventId EpochUnfinished = new(4014, nameof(EpochUnfinished));
    public static readonly EventId EpochOvertaken = new(4015, nameof(EpochOvertaken));
    public static readonly EventId EpochsDue = new(4020, nameof(EpochsDue));
    public static readonly EventId OpenEpochFailed = new(4030, nameof(OpenEpochFailed));
    public static readonly EventId OpenEpochRanked = new(4031, nameof(OpenEpochRanked));
    public static readonly EventId OpenEpochCollected = new(4032, nameof(OpenEpochCollected));
    public static readonly EventId CheckpointUnsigned = new(4100, nameof(CheckpointUnsigned));
    public static readonly EventId CheckpointUnwanted = new(4101, nameof(CheckpointUnwanted));
    public static readonly EventId CheckpointFailed = new(4102, nameof(CheckpointFailed));
    public static readonly EventId BoardLate = new(5000, nameof(BoardLate));
    public static readonly EventId BoardMadeAnew = new(5001, nameof(BoardMadeAnew));
}
