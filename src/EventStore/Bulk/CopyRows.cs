using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace PackageBilling.EventStore;

/// <summary>
/// Rows of a binary COPY, laid out in one buffer that is sent whenever it is full. A run writes columns by the million,
/// and the driver's importer takes several times as long for one as laying it out does.
/// </summary>
internal sealed class CopyRows(NpgsqlRawCopyStream copy) : IAsyncDisposable
{
    private const int FlushAt = 256 * 1024;
    private const int Null = -1;
    private const byte JsonbVersion = 1;
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly long TimeZero = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private byte[] _buffer = Begin();
    private int _used = Header.Length;

    /// <summary>Begins to write rows by the statement, a COPY … FROM STDIN (FORMAT BINARY).</summary>
    public static async Task<CopyRows> Into(NpgsqlConnection connection, string sql, CancellationToken ct) =>
        new(await connection.BeginRawBinaryCopyAsync(sql, ct));

    /// <summary>Begins a row; its columns follow, each by one of the methods below.</summary>
    public async ValueTask Row(short columns, CancellationToken ct)
    {
        if (_used >= FlushAt) await Flush(ct);
        BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), columns);
    }

    public void Bigint(long value) => BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), value);

    public void Uuid(Guid value) => value.TryWriteBytes(Field(16), bigEndian: true, out _);

    public void Instant(DateTime utc) => Bigint((utc.Ticks - TimeZero) / TimeSpan.TicksPerMicrosecond);

    public void Text(string? value)
    {
        if (value is null)
        {
            BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), Null);
            return;
        }
        Encoding.UTF8.GetBytes(value, Field(Encoding.UTF8.GetByteCount(value)));
    }

    public void Jsonb(ReadOnlySpan<byte> json)
    {
        var field = Field(1 + json.Length);
        field[0] = JsonbVersion;
        json.CopyTo(field[1..]);
    }

    /// <summary>Sends what is left. Without it nothing is written.</summary>
    public async Task Complete(CancellationToken ct)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), -1);
        await Flush(ct);
    }

    public async ValueTask DisposeAsync()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        await copy.DisposeAsync();
    }

    private static byte[] Begin()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FlushAt + (FlushAt / 4));
        Header.CopyTo(buffer.AsSpan());
        return buffer;
    }

    private async ValueTask Flush(CancellationToken ct)
    {
        await copy.WriteAsync(_buffer.AsMemory(0, _used), ct);
        _used = 0;
    }

    private Span<byte> Field(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), length);
        return Take(length);
    }

    private Span<byte> Take(int length)
    {
        if (_used + length > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_used + length, _buffer.Length * 2));
            _buffer.AsSpan(0, _used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        _used += length;
        return _buffer.AsSpan(_used - length, length);
    }
}
