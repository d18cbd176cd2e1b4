using System.Globalization;

namespace PackageBilling.Host;

/// <summary>How long the portal's sessions last.</summary>
/// <param name="Lifetime">From the sign-in on, however much it is used.</param>
/// <param name="Idle">Since it was used last.</param>
internal sealed record SessionLimits(TimeSpan Lifetime, TimeSpan Idle)
{
    /// <summary>Hours, from 1 to a week. 12: a working day, so that nobody signs in twice on one.</summary>
    public const string LifetimeSetting = "Portal:SessionHours";

    /// <summary>Minutes, from 5 to a week. 120: longer than a lunch break.</summary>
    public const string IdleSetting = "Portal:SessionIdleMinutes";

    private const int Week = 7 * 24;

    /// <exception cref="InvalidOperationException">A setting is not such a number.</exception>
    public static SessionLimits Read(IConfiguration configuration) => new(
        TimeSpan.FromHours(Whole(configuration, LifetimeSetting, 12, 1, Week)),
        TimeSpan.FromMinutes(Whole(configuration, IdleSetting, 120, 5, Week * 60)));

    private static int Whole(IConfiguration configuration, string setting, int usual, int least, int most) =>
        configuration[setting] is not { Length: > 0 } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= most ? number
        : throw new InvalidOperationException(
            $"{setting} must be a whole number from {least} to {most}, not '{text}'.");
}
