namespace PackageBilling.Foundation;

/// <summary>Parameters of statements by their places: <c>$1</c>, <c>$2</c> and so on.</summary>
public static class SqlParameters
{
    /// <summary>Adds values; one whose type does not follow from it comes as a parameter with its type.</summary>
    public static void AddValues(this NpgsqlParameterCollection parameters, params ReadOnlySpan<object?> values)
    {
        foreach (var value in values) parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
    }

    /// <summary>A value with its type, which null doesn't tell.</summary>
    public static NpgsqlParameter Typed(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    /// <summary>Adds a statement with its values to a batch.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddValues(values);
        batch.BatchCommands.Add(command);
    }
}
