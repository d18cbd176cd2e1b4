namespace PackageBilling.Subscriptions;

/// <summary>How customers are read from the projection.</summary>
internal static class CustomerRows
{
    public const string Columns = "customer_id, name, currency, time_zone, credit_limit, registered_at, version";

    public static CustomerView View(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetDecimal(4),
        row.GetFieldValue<DateTimeOffset>(5));

    public static long Version(NpgsqlDataReader row) => row.GetInt64(6);
}
