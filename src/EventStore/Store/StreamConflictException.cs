namespace PackageBilling.EventStore;

/// <summary>Another writer has appended to the stream since the decision was made. Nothing was written;
/// decide again.</summary>
public sealed class StreamConflictException(string streamId, long expectedVersion, long actualVersion) : Exception(
    $"Stream {streamId} is at version {actualVersion}, not {expectedVersion}.")
{
    /// <summary>The stream in question.</summary>
    public string StreamId { get; } = streamId;

    /// <summary>The version that the decision was made at.</summary>
    public long ExpectedVersion { get; } = expectedVersion;

    /// <summary>The version that the stream is at; 0 when it does not exist.</summary>
    public long ActualVersion { get; } = actualVersion;
}
