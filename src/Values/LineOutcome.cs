namespace PackageBilling.Values;

/// <summary>Where a considered line or assignment ends in the report.</summary>
public enum LineOutcome
{
    /// <summary>Posted by this run.</summary>
    Charged,

    /// <summary>Posted before.</summary>
    AlreadyCharged,

    /// <summary>Not posted, for a reason that is a rule.</summary>
    Skipped,

    /// <summary>Not posted, because its data contradict each other.</summary>
    Quarantined,
}

/// <summary>Outcomes as reports and lists spell them.</summary>
public static class LineOutcomes
{
    private static readonly string[] Names = ["charged", "alreadyCharged", "skipped", "quarantined"];

    /// <summary>The outcome as it is spelled.</summary>
    public static string Text(this LineOutcome outcome) => Names[(int)outcome];
}
