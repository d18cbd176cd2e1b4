using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace PackageBilling.Billing.Nights;

/// <summary>When dates are run by themselves (api: "Configuration").</summary>
/// <param name="Enabled">Whether this node schedules.</param>
/// <param name="RunAt">The local time of a date from which it is run.</param>
internal sealed record ScheduleSettings(bool Enabled, TimeOnly RunAt)
{
    /// <summary>Late enough for the last evening's calls to have arrived.</summary>
    public static readonly TimeOnly DefaultRunAt = new(6, 0);

    private static readonly string[] Forms = ["HH:mm", "H:mm", "HH:mm:ss"];

    /// <summary>Reads <c>Scheduler:Enabled</c> and <c>Scheduler:RunAt</c>.</summary>
    /// <exception cref="InvalidOperationException">One of them cannot be read.</exception>
    public static ScheduleSettings Read(IConfiguration configuration) => new(
        Flag(configuration["Scheduler:Enabled"]), Time(configuration["Scheduler:RunAt"]));

    private static bool Flag(string? text) => string.IsNullOrWhiteSpace(text)
        || (bool.TryParse(text, out var enabled) ? enabled
            : throw new InvalidOperationException($"Scheduler:Enabled must be true or false, not '{text}'."));

    private static TimeOnly Time(string? text) => string.IsNullOrWhiteSpace(text) ? DefaultRunAt
        : TimeOnly.TryParseExact(text.Trim(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? time
        : throw new InvalidOperationException($"Scheduler:RunAt must be a local time such as 06:00, not '{text}'.");
}
