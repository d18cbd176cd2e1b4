namespace PackageBilling.Portal;

/// <summary>When a package bills, as forms and answers spell it.</summary>
/// <param name="Frequency">none, daily, weekly or monthly.</param>
/// <param name="Days">mon to sun, or 1 to 31; empty for the day of the start.</param>
/// <param name="Interval">Every how many days, weeks or months.</param>
/// <param name="FromStart">Whether intervals are counted from an assignment's start; else by the calendar.</param>
public sealed record Schedule(
    string Frequency, IReadOnlyList<string> Days, int Interval = 1, bool FromStart = false)
{
    /// <summary>Whether it never bills since no day is chosen.</summary>
    public bool LacksDays => Frequency is "weekly" or "monthly" && Days.Count == 0 && !FromStart;
}
