using System.Buffers;
using System.Globalization;
using System.Text;

namespace PackageBilling.Auditing.Blocks;

/// <summary>
/// A row of the log as it is hashed: every column, in the order of <see cref="RawEvents"/>, each as its length,
/// a colon, its bytes, and a comma; a minus sign and a comma for a column without a value (docs/audit.md). One instance
/// serves one reader at a time.
/// </summary>
internal sealed class EventFormat
{
    private readonly ArrayBufferWriter<byte> _form = new(4096);

    /// <summary>The hash of the row that the reader is at.</summary>
    public byte[] Leaf(NpgsqlDataReader row)
    {
        _form.ResetWrittenCount();
        Add(row.GetInt64(0));
        Add(row.GetGuid(1).ToString());
        Add(Text(row, 2));
        Add(row.GetInt64(3));
        Add(Text(row, 4));
        Add(Microseconds(row, 5));
        for (var column = 6; column <= 9; column++) Add(Text(row, column));
        Add(row.IsDBNull(10) ? null : CanonicalText.Of(row.GetBoolean(10)));
        for (var column = 11; column <= 13; column++)
            Add(row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column));
        return MerkleTree.Leaf(_form.WrittenSpan);
    }

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    // An instant that no clock shows, such as infinity, can only have been put there by hand; it must be hashed all the
    // same.
    private static string Microseconds(NpgsqlDataReader row, int column)
    {
        try
        {
            return CanonicalText.Of(
                (row.GetDateTime(column).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or ArgumentOutOfRangeException)
        {
            return "out of range";
        }
    }

    private void Add(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        Add(digits[..length]);
    }

    private void Add(string? text)
    {
        if (text is null)
        {
            _form.Write("-,"u8);
            return;
        }
        var length = Encoding.UTF8.GetByteCount(text);
        Length(length);
        Encoding.UTF8.GetBytes(text, _form.GetSpan(length));
        _form.Advance(length);
        _form.Write(","u8);
    }

    private void Add(byte[]? bytes)
    {
        if (bytes is null) _form.Write("-,"u8);
        else Add(bytes.AsSpan());
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        Length(bytes.Length);
        _form.Write(bytes);
        _form.Write(","u8);
    }

    private void Length(int length)
    {
        Span<byte> digits = stackalloc byte[11];
        length.TryFormat(digits, out var written, default, CultureInfo.InvariantCulture);
        _form.Write(digits[..written]);
        _form.Write(":"u8);
    }
}
