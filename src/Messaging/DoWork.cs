namespace PackageBilling.Messaging;

/// <summary>Asks any node to do a piece of work. It is public because the code that Wolverine makes has to see it.</summary>
/// <param name="Kind">What sort of work; each sort has a queue of its own.</param>
/// <param name="Id">Which piece; empty for a sort that has one only.</param>
public sealed record DoWork(string Kind, string Id);

/// <summary>Comes when an alarm is due. It is public because the code that Wolverine makes has to see it.</summary>
/// <param name="Kind">The sort of work to wake.</param>
/// <param name="Name">The alarm.</param>
/// <param name="Setting">Which setting of it: one that was replaced meanwhile wakes nobody.</param>
public sealed record RingAlarm(string Kind, string Name, Guid Setting);
