namespace PackageBilling.EventStore;

/// <summary>
/// Has rows looked up one by one in statements that name those they mean. Left alone the planner, which does not know
/// how few there are, may read all rows of a table to find them, and lock them in any order.
/// </summary>
public static class RowByRow
{
    /// <summary>Comes before such statements, in their transaction.</summary>
    public const string Begin =
        "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)";

    /// <summary>Comes after them.</summary>
    public const string End =
        "SELECT set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)";
}
