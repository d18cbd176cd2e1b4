namespace PackageBilling.Values;

/// <summary>Whose terms a price comes from.</summary>
public enum PriceFrom
{
    /// <summary>The package's.</summary>
    Package,

    /// <summary>The assignment's own: its price, its minimum or its discount.</summary>
    Assignment,
}

/// <summary>Where prices come from, as reports and lists spell it.</summary>
public static class PriceFroms
{
    /// <summary>The spelling.</summary>
    public static string Text(this PriceFrom from) => from == PriceFrom.Package ? "package" : "assignment";
}
