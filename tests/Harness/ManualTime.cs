namespace PackageBilling.Harness;

/// <summary>A clock that a test moves. Timers fire while it is moved, each at its own time.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp()
    {
        lock (_lock) return _ticks;
    }

    /// <summary>Sets the clock, forwards or backwards, as an administrator does:
    /// no time passes and no timer fires.</summary>
    public void Set(DateTimeOffset now)
    {
        lock (_lock) _now = now;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        long end;
        lock (_lock) end = _ticks + time.Ticks;
        while (true)
        {
            ManualTimer? due;
            lock (_lock)
            {
                due = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                var to = due is null ? end : Math.Max(due.Due, _ticks);
                _now += TimeSpan.FromTicks(to - _ticks);
                _ticks = to;
                due?.Next();
            }
            if (due is null) return;
            due.Fire();
        }
    }

    /// <summary>Lets time pass to an instant.</summary>
    public void AdvanceTo(DateTimeOffset instant) => Advance(instant - GetUtcNow());

    /// <summary>Waits for a condition, and lets a little time pass at each look so that what waits
    /// for a moment goes on.</summary>
    public Task Until(Func<Task<bool>> condition, string what, TimeSpan? step = null) => Eventually.True(async () =>
    {
        if (await condition()) return true;
        Advance(step ?? TimeSpan.FromSeconds(1));
        return false;
    }, what, TimeSpan.FromSeconds(90));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long Due { get; private set; }

        public void Fire() => callback(state);

        public void Next()
        {
            if (_period > TimeSpan.Zero) Due += _period.Ticks;
            else time._timers.Remove(this);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = time._ticks + dueTime.Ticks;
                time._timers.Add(this);
            }
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
