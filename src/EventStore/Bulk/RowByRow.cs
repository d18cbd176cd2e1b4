namespace PackageBilling.EventStore;

/// <summary>
/// Makes statements that name their rows look them up one by one. Otherwise the planner, which does not know how few
/// there are, may scan the whole table for them, and lock them in any order.
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
