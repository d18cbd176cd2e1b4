namespace PackageBilling.Billing.Storage.Book;

/// <summary>Has a snapshot's next queries planned for a few customers or for all.</summary>
/// <remarks>
/// After an import or a run the planner does not know yet how many rows there are. Taken for few, they would be joined
/// by going through all postings for every assignment. Several processes for one statement would each make the same
/// hashes, and take the processor from those who use what is read. What lies together, and mostly in memory, must not
/// be taken for scattered over a disk that turns: all that was ever known would be gone through instead of those who
/// stay. What there is an index in the order of must not be gathered in a hash and sorted: nobody could begin with the
/// first before the last was found.
/// </remarks>
internal static class Planner
{
    public static async Task For(
        NpgsqlConnection connection, bool few, CancellationToken ct, bool liesTogether = false, bool inOrder = false)
    {
        var near = liesTogether ? "SET LOCAL random_page_cost = 1.1;" : "";
        var ordered = inOrder ? "SET LOCAL enable_hashagg = off; SET LOCAL enable_hashjoin = off;" : "";
        await using var command = new NpgsqlCommand($"""
            SET LOCAL enable_nestloop = {(few ? "on" : "off")}; SET LOCAL max_parallel_workers_per_gather = 0;
            {near} {ordered}
            """, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
