using System.Text.Json;

namespace PackageBilling.Subscriptions;

/// <summary>How platform features are kept in the read model. DIDs and details are tokens there, as in the
/// log.</summary>
internal static class FeatureRows
{
    public const string Columns = "f.customer_id, f.platform_feature, f.wanted, f.state, f.on_date, f.since, "
        + "f.requested_at, f.asked_at, f.times_asked, f.ask_again_at, f.detail, f.assignment_id, f.package_id, "
        + "f.quantity, f.did, f.start_date, f.end_date";

    /// <summary>How many there are: what a statement adds comes next.</summary>
    public const int Count = 17;

    private const string Assignment = """
        assignment_id = $4, package_id = $5, quantity = $6, did = $7, start_date = $8, end_date = $9
        """;

    private const string Answered = "ask_again_at = $13, detail = $14";

    private static readonly PlatformFeatureState[] States = Enum.GetValues<PlatformFeatureState>();

    /// <summary>A state as the interface spells it.</summary>
    public static string Text(PlatformFeatureState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    /// <summary>A row of <see cref="Columns"/>.</summary>
    public static CustomerFeature View(NpgsqlDataReader row)
    {
        var (wanted, state, on) = (State(row.GetString(2)), State(row.GetString(3)), row.GetFieldValue<DateOnly>(4));
        return new(
            row.GetString(0), row.GetString(1), wanted == PlatformFeatureState.Enabled ? on : null, state, wanted, on,
            row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset?>(6),
            row.GetFieldValue<DateTimeOffset?>(7), row.GetInt32(8), row.GetFieldValue<DateTimeOffset?>(9),
            Text(row, 10), Text(row, 11), Text(row, 12), row.GetFieldValue<int?>(13), Text(row, 14),
            row.GetFieldValue<DateOnly?>(15), row.GetFieldValue<DateOnly?>(16));
    }

    /// <summary>What an event of a feature makes of its row.</summary>
    public static NpgsqlBatchCommand Write(StoredEvent stored, IPlatformFeatureEvent fact)
    {
        var at = stored.Metadata.RecordedAt.UtcDateTime;
        return fact switch
        {
            PlatformFeatureRequested asked => Insert(stored, asked, asked.Wanted, PlatformFeatureState.Requested, """
                requested_at = $3, asked_at = $3, times_asked = 1, ask_again_at = $13, detail = NULL,
                request_position = $18
                """, asked.AskAgainAt, null),
            PlatformFeatureAskedAgain asked => With($"""
                UPDATE platform_features SET asked_at = $3, times_asked = $10, ask_again_at = $11, {Assignment}
                WHERE customer_id = $1 AND platform_feature = $2
                """, asked, at, asked.TimesAsked, asked.AskAgainAt.UtcDateTime),
            PlatformFeatureAcknowledged said => Insert(
                stored, said, said.Wanted, PlatformFeatureState.Acknowledged, Answered, null, said.Detail),
            PlatformFeatureFailed said => Insert(
                stored, said, said.Wanted, PlatformFeatureState.Failed, Answered, said.AskAgainAt, said.Detail),
            PlatformFeatureEnabled said => Insert(
                stored, said, PlatformFeatureState.Enabled, PlatformFeatureState.Enabled, Answered, null, said.Detail),
            PlatformFeatureDisabled said => Insert(
                stored, said, PlatformFeatureState.Disabled, PlatformFeatureState.Disabled, Answered, null,
                said.Detail),
            _ => throw new InvalidOperationException($"There is no row for {fact.GetType().Name}."),
        };
    }

    // An answer without a request stands in logs of versions that only switched features.
    private static NpgsqlBatchCommand Insert(
        StoredEvent stored, IPlatformFeatureEvent fact, PlatformFeatureState wanted, PlatformFeatureState state,
        string set, DateTimeOffset? askAgainAt, string? detail)
    {
        var at = stored.Metadata.RecordedAt.UtcDateTime;
        var isRequest = fact is PlatformFeatureRequested;
        return With($"""
            INSERT INTO platform_features (customer_id, platform_feature, since, assignment_id, package_id, quantity,
                did, start_date, end_date, wanted, state, on_date, ask_again_at, detail, times_asked, requested_at,
                asked_at, request_position)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $18)
            ON CONFLICT (customer_id, platform_feature) DO UPDATE SET wanted = $10, state = $11, on_date = $12,
                since = CASE WHEN platform_features.state = $11 AND NOT $17 THEN platform_features.since ELSE $3 END,
                {Assignment}, {set}
            """, fact, at, Text(wanted), Text(state), fact.On,
            SqlParameters.Typed(askAgainAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
            SqlParameters.Typed(detail, NpgsqlDbType.Text), isRequest ? 1 : 0,
            SqlParameters.Typed(isRequest ? at : null, NpgsqlDbType.TimestampTz), isRequest, stored.Position);
    }

    private static NpgsqlBatchCommand With(
        string sql, IPlatformFeatureEvent fact, DateTime at, params ReadOnlySpan<object?> more)
    {
        var statement = new NpgsqlBatchCommand(sql);
        statement.Parameters.AddValues(
            fact.CustomerId, fact.PlatformFeature, at,
            SqlParameters.Typed(fact.For?.AssignmentId, NpgsqlDbType.Text),
            SqlParameters.Typed(fact.For?.PackageId, NpgsqlDbType.Text),
            SqlParameters.Typed(fact.For?.Quantity, NpgsqlDbType.Integer),
            SqlParameters.Typed(fact.For?.Did, NpgsqlDbType.Text),
            SqlParameters.Typed(fact.For?.StartDate, NpgsqlDbType.Date),
            SqlParameters.Typed(fact.For?.EndDate, NpgsqlDbType.Date));
        statement.Parameters.AddValues(more);
        return statement;
    }

    private static PlatformFeatureState State(string text) => Array.Find(States, state => Text(state) == text);

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
