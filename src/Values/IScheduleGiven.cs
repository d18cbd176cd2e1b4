using System.Text.Json;

namespace PackageBilling.Values;

/// <summary>When something bills, as a request gives it. A member that was left out is null.</summary>
public interface IScheduleGiven
{
    /// <summary>none, daily, weekly or monthly.</summary>
    string? Frequency { get; }

    /// <summary>The days that bill: an array of weekdays or of days of the month.</summary>
    JsonElement? FrequencyMatch { get; }

    /// <summary>Every how many days, weeks or months it bills.</summary>
    int? FrequencyInterval { get; }

    /// <summary>calendar or start.</summary>
    string? Anchor { get; }

    /// <summary>Any of first, last and changes.</summary>
    IReadOnlyList<string?>? Prorate { get; }
}
