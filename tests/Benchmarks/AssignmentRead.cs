using System.Diagnostics;

namespace PackageBilling.Benchmarks;

/// <summary>Reading every assignment's own row with Npgsql: the columns that a run decides on,
/// without join or order.</summary>
internal static class AssignmentRead
{
    /// <summary>Seconds, and how many there were.</summary>
    public static async Task<(double Seconds, int Rows)> Measure(NpgsqlDataSource source)
    {
        var clock = Stopwatch.StartNew();
        await using var command = source.CreateCommand("""
            SELECT customer_id, assignment_key, assignment_id, package_id, did, start_date, end_date, terms,
                setup_times, setup_standing
            FROM billing.assignments WHERE known_until = 9223372036854775807
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var (rows, sum) = (0, 0L);
        while (await reader.ReadAsync())
        {
            rows++;
            sum += reader.GetString(0).Length + reader.GetInt64(1) + reader.GetString(2).Length
                + reader.GetString(3).Length
                + (reader.IsDBNull(4) ? 0 : reader.GetString(4).Length) + reader.GetFieldValue<DateOnly>(5).Day
                + (reader.IsDBNull(6) ? 0 : reader.GetFieldValue<DateOnly>(6).Day) + reader.GetString(7).Length
                + reader.GetInt32(8) + (reader.GetBoolean(9) ? 1 : 0);
        }
        GC.KeepAlive(sum);
        return (clock.Elapsed.TotalSeconds, rows);
    }
}
