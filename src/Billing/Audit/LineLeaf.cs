using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// The leaf of a line as it is decided, posted or recorded: the hash of what <see cref="SealedLine"/> makes of it, which a test holds it to,
/// without making its texts. A run hashes every line while it posts, so that its seal is there as soon as it ends.
/// </summary>
internal static class LineLeaf
{
    // All fields but the texts: 4 decimals of 31 characters and one more, 4 dates, 2 numbers, 2 flags, kind and outcome, 20 tabs.
    private const int Fixed = 400;
    private const byte Tab = (byte)'\t';

    private static readonly string[] Kinds = [.. Enum.GetValues<ChargeKind>().Select(ChargeIds.Text)];
    private static readonly string[] Outcomes = [.. Enum.GetValues<LineOutcome>().Select(ReportCsv.OutcomeText)];

    /// <summary>Adds the hash of a line as it is decided.</summary>
    public static void Write(IBufferWriter<byte> hashes, DateOnly date, CustomerBook customer, Line line) => Write(hashes, true, date, customer, line);

    /// <summary>Adds what is hashed of a line as it is decided, for whoever hashes many at once.</summary>
    public static void WriteForm(IBufferWriter<byte> forms, DateOnly date, CustomerBook customer, Line line) => Write(forms, false, date, customer, line);

    private static void Write(IBufferWriter<byte> into, bool hashed, DateOnly date, CustomerBook customer, Line line)
    {
        var (assignment, charged) = (line.Assignment, line.Outcome == LineOutcome.Charged);
        Write(into, hashed, customer.CustomerId, assignment.AssignmentId, assignment.PackageId, assignment.Did, line.Kind, line.Outcome, line.Reason, date, line.KeyDate,
            line.Nth, line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost, customer.Currency, line.DebitsCredit, line.InsufficientCredit,
            charged ? line.Spend : null, charged ? line.IntervalFrom : null, charged ? line.IntervalTo : null);
    }

    /// <summary>Adds the hash of a line that was posted.</summary>
    public static void Write(IBufferWriter<byte> hashes, ChargesPosted posted, PostedLine line) => Write(hashes, true, posted, line);

    /// <summary>Adds what is hashed of a line that was posted.</summary>
    public static void WriteForm(IBufferWriter<byte> forms, ChargesPosted posted, PostedLine line) => Write(forms, false, posted, line);

    private static void Write(IBufferWriter<byte> into, bool hashed, ChargesPosted posted, PostedLine line) => Write(
        into, hashed, posted.CustomerId, line.AssignmentId, line.PackageId, line.Did, line.Kind, LineOutcome.Charged, null, posted.Date, line.KeyDate, line.Nth,
        line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost, posted.Currency, line.DebitsCredit, line.InsufficientCredit,
        line.Spend, line.IntervalFrom, line.IntervalTo);

    /// <summary>Adds the hash of a line that was considered and not charged.</summary>
    public static void Write(IBufferWriter<byte> hashes, DateOnly date, UnchargedLine line) => Write(
        hashes, true, line.CustomerId, line.AssignmentId, line.PackageId, line.Did, line.Kind, line.Outcome, line.Reason, date, line.KeyDate, line.Nth,
        line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost, line.Currency, line.DebitsCredit, false, null, null, null);

    private static void Write(
        IBufferWriter<byte> into, bool hashed, string customerId, string assignmentId, string packageId, string? did, ChargeKind kind, LineOutcome outcome, string? reason,
        DateOnly date, DateOnly keyDate, int nth, int quantity, decimal unitRetail, decimal unitCost, decimal retail, decimal cost, string currency,
        bool debitsCredit, bool insufficientCredit, decimal? spend, DateOnly? intervalFrom, DateOnly? intervalTo)
    {
        // A character takes 3 bytes at most, and an escaped one 2.
        var needed = Fixed + (3 * (customerId.Length + assignmentId.Length + packageId.Length + (did?.Length ?? 0) + (reason?.Length ?? 0) + currency.Length));
        var rented = needed > 2048 ? ArrayPool<byte>.Shared.Rent(needed) : null;
        var form = new Form(rented ?? stackalloc byte[2048]);
        form.Text(customerId);
        form.Text(assignmentId);
        form.Text(packageId);
        form.Text(did);
        form.Text(Kinds[(int)kind]);
        form.Text(Outcomes[(int)outcome]);
        form.Text(reason);
        form.Date(date);
        form.Date(keyDate);
        form.Number(nth);
        form.Number(quantity);
        form.Amount(unitRetail);
        form.Amount(unitCost);
        form.Amount(retail);
        form.Amount(cost);
        form.Text(currency);
        form.Flag(debitsCredit);
        form.Flag(insufficientCredit);
        form.Amount(spend);
        form.Date(intervalFrom);
        form.Date(intervalTo);
        if (!hashed) into.Write(form.Written);
        else
        {
            ShortHash.Write(form.Written, into.GetSpan(SHA256.HashSizeInBytes));
            into.Advance(SHA256.HashSizeInBytes);
        }
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    // Begins with the 0 that a leaf has before its content (MerkleTree).
    private ref struct Form(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length = 1;

        public readonly ReadOnlySpan<byte> Written
        {
            get
            {
                _buffer[0] = 0;
                return _buffer[..(_length - 1)];
            }
        }

        public void Text(string? text)
        {
            var written = Encoding.UTF8.GetBytes(text, _buffer[_length..]);
            if (_buffer.Slice(_length, written).IndexOfAny((byte)'\\', Tab, (byte)'\n') < 0) End(written);
            else End(Encoding.UTF8.GetBytes(CanonicalText.Escaped(text!), _buffer[_length..]));
        }

        public void Number(long number)
        {
            Utf8Formatter.TryFormat(number, _buffer[_length..], out var written);
            End(written);
        }

        public void Amount(decimal? amount)
        {
            if (amount is not { } known)
            {
                End(0);
                return;
            }
            var place = _buffer[_length..];
            var written = Amounts.Write(known, place);
            if (known.Scale > 0)
            {
                while (place[written - 1] == '0') written--;
                if (place[written - 1] == '.') written--;
            }
            End(written);
        }

        public void Date(DateOnly? date)
        {
            var written = 0;
            date?.TryFormat(_buffer[_length..], out written, "O", CultureInfo.InvariantCulture);
            End(written);
        }

        public void Flag(bool flag) => Text(flag ? "true" : "false");

        private void End(int written)
        {
            _length += written;
            _buffer[_length++] = Tab;
        }
    }
}
