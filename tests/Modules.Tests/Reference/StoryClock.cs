namespace PackageBilling.Modules.Tests.Reference;

/// <summary>A clock that shows each story its own time, so that many can be told to one node at once.</summary>
internal sealed class StoryClock : TimeProvider
{
    private static readonly AsyncLocal<DateTimeOffset?> Time = new();

    /// <summary>What the clock shows to whoever was called from here.</summary>
    public static DateTimeOffset? Now
    {
        get => Time.Value;
        set => Time.Value = value;
    }

    public override DateTimeOffset GetUtcNow() => Time.Value ?? base.GetUtcNow();
}
