using Wolverine;

namespace PackageBilling.Messaging;

/// <summary>What Wolverine calls when a message of the product arrives. It is public because the code that Wolverine makes has to see it.</summary>
public static class WorkHandler
{
    /// <summary>Does the piece of work to its end; what it throws is tried again later, and is a dead letter after that.</summary>
    public static Task Handle(DoWork message, WorkDesk desk, Envelope envelope) => desk.Do(message, envelope.Attempts);

    /// <summary>Wakes the work.</summary>
    public static Task Handle(RingAlarm message, WorkDesk desk) => desk.Ring(message);
}
