namespace PackageBilling.Benchmarks;

/// <summary>A clock that shows what it is told to: dates of years to come can be run today. Timers run as always.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    public void Set(DateTimeOffset time) => _now = time;

    public override DateTimeOffset GetUtcNow() => _now;
}
