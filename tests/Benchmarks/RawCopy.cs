using System.Diagnostics;
using System.Globalization;
using NpgsqlTypes;

namespace PackageBilling.Benchmarks;

/// <summary>
/// What PostgreSQL takes at best when every line is an event row of its own: binary COPY into a table with the columns
/// and indexes of events.mt_events, with as many writers and rows per transaction as a charge run.
/// </summary>
internal static class RawCopy
{
    private const int Samples = 10_000;

    /// <summary>Rows per second, and the processor seconds of this process and of the database.</summary>
    /// <param name="source">Where.</param>
    /// <param name="rows">How many.</param>
    /// <param name="form">What the n-th row says: <see cref="Event"/> or <see cref="Lean"/>.</param>
    public static async Task<RawCopied> Measure(NpgsqlDataSource source, int rows, Func<int, byte[]> form)
    {
        var data = Enumerable.Range(0, Samples).Select(form).ToArray();
        await Execute(source, """
            CREATE SCHEMA IF NOT EXISTS bench; DROP TABLE IF EXISTS bench.raw;
            CREATE TABLE bench.raw (LIKE events.mt_events INCLUDING ALL)
            """);
        await Execute(source, "CHECKPOINT");
        var cpu = await CpuWatch.Start(source);
        var (next, clock) = (-1, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, RunLimits.Posters).Select(_ => Task.Run(async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            for (int part; (part = Interlocked.Increment(ref next)) * RunLimits.LinesPerPart < rows;)
                await Write(connection, data, part * RunLimits.LinesPerPart,
                    Math.Min(rows, (part + 1) * RunLimits.LinesPerPart));
        })));
        var measured = new RawCopied(rows, rows / clock.Elapsed.TotalSeconds, cpu.ProcessSeconds, cpu.DatabaseSeconds);
        await Execute(source, "DROP TABLE bench.raw");
        return measured;
    }

    private static async Task Write(NpgsqlConnection connection, byte[][] data, int from, int to)
    {
        var (now, run) = (DateTime.UtcNow, "019b0000000070008000000000000000");
        var headers = "{\"user\":\"benchmark\"}"u8.ToArray();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("""
            COPY bench.raw (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id,
                causation_id, headers)
            FROM STDIN (FORMAT BINARY)
            """))
        {
            for (var line = from; line < to; line++)
            {
                // Three lines a customer, in the order of customers, as a run has them.
                await copy.StartRowAsync();
                await copy.WriteAsync((long)line + 1, NpgsqlDbType.Bigint);
                await copy.WriteAsync(Ids.NewGuid(now), NpgsqlDbType.Uuid);
                await copy.WriteAsync(
                    string.Create(CultureInfo.InvariantCulture, $"account-c-{line / 3:0000000}"), NpgsqlDbType.Varchar);
                await copy.WriteAsync((line % 3) + 1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync(data[line % Samples], NpgsqlDbType.Jsonb);
                await copy.WriteAsync("line_posted", NpgsqlDbType.Varchar);
                await copy.WriteAsync(now, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(
                    "PackageBilling.Billing.ChargesPosted, PackageBilling.Billing", NpgsqlDbType.Varchar);
                await copy.WriteAsync(run, NpgsqlDbType.Varchar);
                await copy.WriteAsync(run, NpgsqlDbType.Varchar);
                await copy.WriteAsync(headers, NpgsqlDbType.Jsonb);
            }
            await copy.CompleteAsync();
        }
        await transaction.CommitAsync();
    }

    /// <summary>What the log would hold if every line were posted by an event of its own,
    /// in the form in which it stores it.</summary>
    public static byte[] Event(int n) => EventJson.Write(new ChargesPosted(
        CustomerId(n), "019b0000000070008000000000000000", new(2026, 3, 1), 1_555_837, "USD", Line(n).Retail, 0,
        100.5m - n, 100.5m - n - Line(n).Retail, [Line(n)]));

    /// <summary>A line's own data and a third of what its customer's event says once:
    /// less than any event that could be read again.</summary>
    public static byte[] Lean(int n) =>
        EventJson.Write(new { CustomerId = CustomerId(n), Currency = "USD", CreditAfter = 100.5m - n, Line = Line(n) });

    private static string CustomerId(int n) => string.Create(CultureInfo.InvariantCulture, $"c-{n / 3:0000000}");

    private static ChargeLine Line(int n) => new(
        $"c{n:x16}{n:x8}", "c-package-17",
        n % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"4930{n:00000000}") : null,
        ChargeKind.Recurring, new(2026, 3, 1), 1, 1 + (n % 4), 1.5m + (n % 40 * 0.25m), 0.4m,
        (1 + (n % 4)) * (1.5m + (n % 40 * 0.25m)), (1 + (n % 4)) * 0.4m, n % 3 != 0, false);

    private static async Task Execute(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>What a raw COPY took: rows a second, and the processor seconds of this process
/// and of the database.</summary>
internal readonly record struct RawCopied(int Rows, double RowsPerSecond, double Process, double Database);
