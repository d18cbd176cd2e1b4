namespace PackageBilling.Values;

/// <summary>How often a package bills.</summary>
public enum Frequency
{
    /// <summary>Never: setup only.</summary>
    None,

    /// <summary>Every day.</summary>
    Daily,

    /// <summary>On the selected weekdays.</summary>
    Weekly,

    /// <summary>On the selected days of the month.</summary>
    Monthly,
}
