namespace PackageBilling.Messaging;

/// <summary>The queues that messages go through.</summary>
internal static class WorkQueues
{
    /// <summary>Alarms wait in the durable inbox of the node that set them, and ring on whichever looks first when they are due.</summary>
    public const string AlarmsName = "alarms";

    public static Uri Alarms { get; } = new($"local://{AlarmsName}");

    /// <summary>The queue of a sort of work, in the database, from which any node takes.</summary>
    public static Uri Of(string kind) => new($"postgresql://{NameOf(kind)}");

    public static string NameOf(string kind) => kind.Replace('-', '_');
}
