namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>The numbers of both series, held by one transaction or command at a time.</summary>
internal sealed class InvoiceNumbers : IAsyncDisposable
{
    private const string Key = "hashtextextended('invoice numbers', 0)";

    // One at a time on this node: who waits for the others with a connection in hand must not keep the one whose turn
    // it is from getting another.
    private static readonly SemaphoreSlim Turn = new(1);

    private readonly NpgsqlConnection? _own;
    private long _invoices, _creditNotes;
    private bool _hasGiven;

    private InvoiceNumbers(StoredEvent? last, NpgsqlConnection? own)
    {
        var given = last?.Data as InvoiceNumbersGiven ?? new(0, 0);
        (_invoices, _creditNotes, _own, Version) = (given.Invoices, given.CreditNotes, own, last?.Version ?? 0);
    }

    /// <summary>The version of the stream of numbers.</summary>
    public long Version { get; }

    /// <summary>The numbers that are given when all was taken; null when none was.</summary>
    public InvoiceNumbersGiven? Given => _hasGiven ? new(_invoices, _creditNotes) : null;

    /// <summary>Waits for its turn, and holds the numbers until the connection's transaction ends.</summary>
    public static async Task<InvoiceNumbers> Take(NpgsqlConnection connection, IEventLog log, CancellationToken ct)
    {
        await Execute(connection, $"SELECT pg_advisory_xact_lock({Key})", ct);
        return new(await log.ReadLast(Streams.InvoiceNumbers, ct), null);
    }

    /// <summary>Waits for its turn, and holds the numbers until this is disposed of.</summary>
    public static async Task<InvoiceNumbers> Hold(NpgsqlDataSource source, IEventLog log, CancellationToken ct)
    {
        await Turn.WaitAsync(ct);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(ct);
            await Execute(connection, $"SELECT pg_advisory_lock({Key})", ct);
            return new(await log.ReadLast(Streams.InvoiceNumbers, ct), connection);
        }
        catch
        {
            Turn.Release();
            if (connection is null) throw;
            // It may have got the lock before it was cancelled, and would keep it as long as it idles in the pool.
            if (connection.State == System.Data.ConnectionState.Open)
                await Execute(connection, "SELECT pg_advisory_unlock_all()", CancellationToken.None);
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes sure that documents have numbers that none had before: another format may give the same
    /// texts.</summary>
    /// <exception cref="ProblemException">One had.</exception>
    public static async Task EnsureNew(
        NpgsqlConnection connection, IEnumerable<InvoiceIssued> documents, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT number FROM billing.invoices WHERE number = ANY ($1) LIMIT 1", connection);
        command.Parameters.Add(new() { Value = documents.Select(issued => issued.Number).ToArray() });
        if (await command.ExecuteScalarAsync(ct) is string taken)
            throw Problem.Conflict("number", $"{taken} is another document's number; set another format "
                + "(Documents:InvoiceNumber, Documents:CreditNoteNumber)");
    }

    /// <summary>The next number of a series.</summary>
    public long Next(InvoiceKind kind)
    {
        _hasGiven = true;
        return kind == InvoiceKind.Invoice ? ++_invoices : ++_creditNotes;
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is null) return;
        try
        {
            // A connection that broke has let go already.
            if (_own.State == System.Data.ConnectionState.Open)
                await Execute(_own, $"SELECT pg_advisory_unlock({Key})", CancellationToken.None);
            await _own.DisposeAsync();
        }
        finally
        {
            Turn.Release();
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
