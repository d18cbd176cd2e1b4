using Microsoft.Extensions.Configuration;

namespace PackageBilling.Subscriptions;

/// <summary>When a provisioning system that has not acknowledged a request is asked again.</summary>
/// <param name="After">The first pause; each one is twice as long as the one before, up to a day.</param>
internal sealed record AskingAgain(TimeSpan After)
{
    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>The first pause unless it is set.</summary>
    public static readonly TimeSpan DefaultPause = TimeSpan.FromHours(1);

    private const string Setting = "Provisioning:AskAgainAfter";

    /// <summary>Reads <c>Provisioning:AskAgainAfter</c>.</summary>
    public static AskingAgain Read(IConfiguration configuration) =>
        new(configuration.GetValue(Setting, DefaultPause));

    /// <summary>When to ask the next time.</summary>
    /// <param name="now">When it was asked, or answered that it failed.</param>
    /// <param name="timesAsked">How often it was asked by then, from 1.</param>
    public DateTimeOffset Next(DateTimeOffset now, int timesAsked)
    {
        var pause = After;
        for (var time = 1; time < timesAsked && pause < LongestPause; time++) pause *= 2;
        return now + (pause < LongestPause ? pause : LongestPause);
    }
}
