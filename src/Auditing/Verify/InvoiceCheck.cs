using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Checks every invoice and credit note of the log: numbers without gaps in the order of the log, sums that follow from
/// the lines, and no line on two invoices (I23). Holds a hash for each line that is on one.
/// </summary>
internal sealed class InvoiceCheck
{
    private readonly Dictionary<InvoiceKind, long> _last = [];
    private readonly HashSet<UInt128> _invoiced = [];
    private readonly Dictionary<string, (decimal Total, long Position)> _totals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InvoiceSums> _credited = new(StringComparer.Ordinal);

    public Fault? Found { get; private set; }

    public void Take(StoredEvent stored)
    {
        switch (stored.Data)
        {
            case InvoiceIssued issued: Take(stored, issued); break;
            case AccruedInvoiced settled: Put(stored, settled.CustomerId, settled.ChargeId); break;
        }
    }

    /// <summary>Compares with the invoices that answers read.</summary>
    public async Task Finish(NpgsqlDataSource source, long through, CancellationToken ct)
    {
        await using var command =
            source.CreateCommand("SELECT number, total, position FROM billing.invoices WHERE position <= $1");
        command.Parameters.Add(new() { Value = through });
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var (number, total, position) = (row.GetString(0), row.GetDecimal(1), row.GetInt64(2));
            if (_totals.Remove(number, out var folded) && folded == (total, position)) continue;
            Report(position, $"{number} in the list of invoices is not what the log says",
                CanonicalText.Of(total), CanonicalText.Of(folded.Total));
        }
        foreach (var (number, folded) in _totals)
        {
            Report(folded.Position, $"{number} is missing in the list of invoices", null,
                CanonicalText.Of(folded.Total));
            return;
        }
    }

    private void Take(StoredEvent stored, InvoiceIssued issued)
    {
        var expected = _last.GetValueOrDefault(issued.Kind) + 1;
        if (issued.Sequence != expected)
            Report(stored.Position, $"{issued.Number} does not follow the number before it",
                CanonicalText.Of(issued.Sequence), CanonicalText.Of(expected));
        _last[issued.Kind] = issued.Sequence;
        _totals[issued.Number] = (issued.Total, stored.Position);
        var net = issued.Lines.Sum(line => line.Amount);
        if (net != issued.Net)
            Report(stored.Position, $"the lines of {issued.Number} do not add up to its net amount",
                CanonicalText.Of(issued.Net), CanonicalText.Of(net));
        var sums = Expected(issued, net);
        if (sums.Total != issued.Total || sums.Rounding != issued.Rounding || !sums.Taxes.SequenceEqual(issued.Taxes))
            Report(stored.Position, $"the taxes and the total of {issued.Number} do not follow from its net amount",
                CanonicalText.Of(issued.Total), CanonicalText.Of(sums.Total));
        var ids = issued.Lines.Select(line => line.ChargeId);
        if (issued.RefersTo is null) Put(stored, issued.CustomerId, ids);
        else if (issued.Rebill)
            foreach (var id in ids) _invoiced.Remove(Hash(issued.CustomerId, id));
    }

    // A credit note for an invoice is what all its credit notes come to, without those before.
    private InvoiceSums Expected(InvoiceIssued issued, decimal net)
    {
        var rates = issued.Taxes.Select(tax => new TaxRate(tax.Name, tax.Percent)).ToList();
        if (issued.RefersTo is not { } number) return InvoiceSums.Of(net, rates, issued.Currency);
        var before = _credited.GetValueOrDefault(number) ?? InvoiceSums.Of(0, rates, issued.Currency);
        _credited[number] = InvoiceSums.Of(before.Net + net, rates, issued.Currency);
        return _credited[number].Without(before);
    }

    private void Put(StoredEvent stored, string customerId, IEnumerable<string> chargeIds)
    {
        foreach (var id in chargeIds)
            if (!_invoiced.Add(Hash(customerId, id)))
                Report(stored.Position, $"charge {id} of {customerId} is on a second invoice", null, null);
    }

    private static UInt128 Hash(string customerId, string chargeId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ShortHash.Write(Encoding.UTF8.GetBytes($"{customerId} {chargeId}"), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private void Report(long position, string message, string? stored, string? expected) =>
        Found ??= new("invoices", message, position, null, stored, expected);
}
