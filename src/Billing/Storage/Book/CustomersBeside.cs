namespace PackageBilling.Billing.Storage.Book;

/// <summary>
/// What is said of customers, read beside their assignments, which come in the same order. It is read in stretches.
/// Where many of the next customers have assignments, all customers of a stretch are read and some passed over: to ask
/// for those who have would take the database several times as long, since it would go through all assignments a second
/// time. Where few have, it leaves the others out, so that a run does not take longer for all who ever left (I15).
/// </summary>
/// <param name="connection">Sees the snapshot of the assignments.</param>
/// <param name="query">What is read.</param>
/// <param name="stretch">Customers of a stretch, at least 1.</param>
internal sealed class CustomersBeside(
    NpgsqlConnection connection, BookQuery query, int stretch = CustomersBeside.Stretch) : IAsyncDisposable
{
    /// <summary>
    /// So many that asking about the next ones, and beginning again, is no matter beside reading them; so few that
    /// nothing much is lost when the first of them were not like the others.
    /// </summary>
    private const int Stretch = 50_000;

    private NpgsqlCommand? _command;
    private NpgsqlDataReader? _rows;
    private string? _last;
    private int _left;

    /// <summary>The row of a customer: its id and then what is said of it.
    /// Customers are asked for in ordinal order.</summary>
    /// <exception cref="InvalidOperationException">The customer is not known.</exception>
    public async ValueTask<NpgsqlDataReader> Find(string customerId, CancellationToken ct)
    {
        do
        {
            while (_rows is null || !await _rows.ReadAsync(ct))
            {
                if (_left > 0)
                    throw new InvalidOperationException(
                        $"The book has assignments of {customerId}, and not the customer.");
                await Begin(ct);
            }
            _left--;
            _last = _rows.GetString(0);
        }
        while (_last != customerId);
        return _rows;
    }

    private async Task Begin(CancellationToken ct)
    {
        await DisposeAsync();
        bool onlyWhoMayOwe;
        await using (var few = query.FewOfTheNextMayOwe(connection, _last))
            onlyWhoMayOwe = await few.ExecuteScalarAsync(ct) is true;
        _command = query.Customers(connection, _last, onlyWhoMayOwe, stretch);
        _rows = await _command.ExecuteReaderAsync(ct);
        _left = stretch;
    }

    public async ValueTask DisposeAsync()
    {
        if (_rows is not null) await _rows.DisposeAsync();
        if (_command is not null) await _command.DisposeAsync();
        (_rows, _command) = (null, null);
    }
}
