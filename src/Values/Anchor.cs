namespace PackageBilling.Values;

/// <summary>Where intervals are counted from.</summary>
public enum Anchor
{
    /// <summary>Months from January; weeks and days from Monday, January 1, 2001.</summary>
    Calendar,

    /// <summary>The assignment's start date: its month, its week from Monday to Sunday, its day.</summary>
    Start,
}
