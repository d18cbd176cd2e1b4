namespace PackageBilling.EventStore;

/// <summary>New ids, made at the edge and passed in: decisions never make any.</summary>
public static class Ids
{
    /// <summary>A new id whose order follows time.</summary>
    public static Guid NewGuid(DateTimeOffset now) =>
#pragma warning disable RS0030 // The one place where ids come from.
        Guid.CreateVersion7(now);
#pragma warning restore RS0030

    /// <summary>A new id as 32 lower-case hexadecimal digits, whose order follows time.</summary>
    public static string New(DateTimeOffset now) => NewGuid(now).ToString("N");
}
