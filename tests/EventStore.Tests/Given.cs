namespace PackageBilling.EventStore.Tests;

internal sealed record Counted(long Value);

internal sealed record Named(string Name, decimal Amount, DateOnly On, string? Note = null);

internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static EventTypes Types { get; } = new EventTypes().Add(typeof(Counted), typeof(Named));

    public static EventMetadata Metadata { get; } = new(
        Noon, "carol", "a correction", "request-1", "command-1", "key-of-carol");

    public static BulkEvent Bulk(string stream, long expected, long value) =>
        new(stream, expected, typeof(Counted), EventJson.Write(new Counted(value)));
}
