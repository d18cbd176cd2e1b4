namespace PackageBilling.Benchmarks;

/// <summary>A clock that stands still: dates of years to come can be run today. Timers run as always.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
