using System.Globalization;

namespace PackageBilling.Billing.Runs;

/// <summary>The preference of RFC 7240 to wait for an answer for some seconds.</summary>
internal static class PreferWait
{
    /// <summary>The time asked for, at most <see cref="RunLimits.LongestWait"/>; null when none was.</summary>
    public static TimeSpan? Read(HttpRequest request)
    {
        foreach (var preference in request.Headers["Prefer"].ToString().Split(',', StringSplitOptions.TrimEntries))
            if (preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(preference.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return TimeSpan.FromSeconds(Math.Min(seconds, RunLimits.LongestWait.TotalSeconds));
        return null;
    }

    /// <summary>Waits for work that goes on anyway; whether it ended in time.</summary>
    public static async Task<bool> For(Task work, TimeSpan? wait, CancellationToken ct)
    {
        if (wait is null) return work.IsCompleted;
        try
        {
            await work.WaitAsync(wait.Value, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
