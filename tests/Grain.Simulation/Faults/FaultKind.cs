namespace Grain.Simulation.Faults;

/// <summary>What goes wrong in a simulation.</summary>
internal enum FaultKind
{
    /// <summary>The connection breaks before the request leaves.</summary>
    NotSent,

    /// <summary>The service carries the request out, and its answer is lost.</summary>
    AnswerLost,

    /// <summary>The time for a try is up, and the request arrives afterwards.</summary>
    TimedOutAndArrived,

    /// <summary>The service answers 408 and does nothing.</summary>
    Answered408,

    /// <summary>The service answers 429 and does nothing.</summary>
    Answered429,

    /// <summary>The service answers 500 and does nothing.</summary>
    Answered500,

    /// <summary>The service answers 503 and does nothing.</summary>
    Answered503,

    /// <summary>The service carries the request out, and answers 500.</summary>
    Answered500AfterEffect,

    /// <summary>A transaction is refused with 500 or 503 inside of a 202, and does nothing.</summary>
    RefusedInside,

    /// <summary>A transaction is carried out, and yet answered with 500 inside of a 202.</summary>
    RefusedInsideAfterEffect,

    /// <summary>A request is held up for seconds or minutes, while others overtake it.</summary>
    Delayed,

    /// <summary>A page of a query has a few rows only.</summary>
    ShortPage,

    /// <summary>A page of a query is empty, and not the last.</summary>
    EmptyPage,

    /// <summary>A message is delivered while its function works on it already.</summary>
    MessageTwice,

    /// <summary>A message's function was done, and the message comes again.</summary>
    MessageNotDeleted,

    /// <summary>A message is overtaken by later ones.</summary>
    MessageLate,

    /// <summary>Another service does not take what it is sent, or says nothing.</summary>
    ReceiverRefused,

    /// <summary>Another service takes what it is sent, and its answer is lost.</summary>
    ReceiverAnswerLost,

    /// <summary>For some seconds hardly any request comes through.</summary>
    Outage,

    /// <summary>A process dies.</summary>
    ProcessDied,

    /// <summary>A process's clock is wrong by more than a lease.</summary>
    ClockWrong,

    /// <summary>A timer fires in two processes at once.</summary>
    TimerTwice,

    /// <summary>Somebody sends the same request twice at once.</summary>
    SentTwice,

    /// <summary>The configuration changes while work goes on.</summary>
    Configured,
}
