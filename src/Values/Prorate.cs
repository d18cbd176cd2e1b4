namespace PackageBilling.Values;

/// <summary>Parts of a period that are charged in proportion to its days (domain: "Proration").</summary>
[Flags]
public enum Prorate
{
    /// <summary>None: a period is charged on its billing day only, and in full.</summary>
    None = 0,

    /// <summary>The rest of a period in which activity begins.</summary>
    First = 1,

    /// <summary>The rest of a period after activity ends is given back.</summary>
    Last = 2,

    /// <summary>The rest of a period after a change of quantity or of own terms.</summary>
    Changes = 4,
}
