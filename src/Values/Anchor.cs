namespace PackageBilling.Values;

/// <summary>Where intervals are counted from.</summary>
    public Anchor Anchor { get; init; }

    /// <summary>The parts of a period that are charged in proportion to its days.</summary>
    public Prorate Prorate { get; init; }

    /// <summary>Whether a minimum spend is multiplied by the active days of its interval over
    /// the interval's days.</summary>
    public bool MinimumProrated { get; init; }

    /// <summary>How many minutes of a window may also be used in the next one.</summary>
    public int RolloverMinutes { get; init; }

    /// <summary>Whether free minutes are granted for each unit of the quantity on the window's first day.</summary>
    public bool MinutesTimesQuantity { get; init; }

    /// <summary>Whether every assignment has billing days of its own, counted from its start date.</summary>
    [JsonIgnore]
    public bool BillsFromStart => Anchor == Anchor.Start && Frequency != Frequency.None;
}

/// <summary>Where intervals are counted from.</summary>
public enum Anchor
{
    /// <summary>Months from January; weeks and days from Monday, January 1, 2001.</summary>
    Calendar,

    /// <summary>The assignment's start date: its month, its week from Monday to Sunday, its day.</summary>
    Start,
}
