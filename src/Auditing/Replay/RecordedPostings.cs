using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// What a run has posted, as the log holds it: of each customer a fingerprint of the lines and of what they did to the
/// account, and where the event is. A replay compares fingerprints, and reads an event again only where they differ.
/// </summary>
internal sealed class RecordedPostings
{
    private readonly Dictionary<string, Posting> _customers = new(StringComparer.Ordinal);
    private readonly List<string> _twice = [];

    /// <param name="Print">The fingerprint.</param>
    /// <param name="Position">The position of the event.</param>
    internal readonly record struct Posting(UInt128 Print, long Position);

    /// <summary>Customers to whom more than one event of the run says that it posted.</summary>
    public IReadOnlyList<string> Twice => _twice;

    public static async Task<RecordedPostings> Load(IEventLog log, RecordedRun run, CancellationToken ct)
    {
        var (postings, formats) = (new RecordedPostings(), new ArrayBufferWriter<byte>());
        await foreach (var stored in LogReading.EventsAhead(
            log, run.StartedAt, run.EndedAt, [typeof(ChargesPosted)], ct))
        {
            if (stored.Data is not ChargesPosted posted || posted.RunId != run.Started.RunId) continue;
            if (!postings._customers.TryAdd(posted.CustomerId, new(Print(formats, posted), stored.Position)))
                postings._twice.Add(posted.CustomerId);
        }
        return postings;
    }

    /// <summary>Takes out what was posted to a customer; null when nothing was.</summary>
    public Posting? Take(string customerId)
    {
        lock (_customers) return _customers.Remove(customerId, out var posting) ? posting : null;
    }

    /// <summary>The positions of the postings that nobody has taken out.</summary>
    public IReadOnlyList<long> Left()
    {
        lock (_customers) return [.. _customers.Values.Select(posting => posting.Position).Order()];
    }

    /// <summary>
    /// A fingerprint of lines and of what they did to an account; amounts are equal however many zeros they end with.
    /// </summary>
    /// <param name="formats">
    /// The formats that leaves are hashes of, one line after the other (<see cref="SealedFormat"/>); gets more.
    /// </param>
    /// <param name="moved">What they did.</param>
    public static UInt128 Print(ArrayBufferWriter<byte> formats, CreditMoved moved)
    {
        // A number, four amounts, and a currency of at most 3 bytes a character; in memory only, so the format may
        // change.
        var form = formats.GetSpan(sizeof(long) + (4 * 16) + (3 * moved.Currency.Length));
        BinaryPrimitives.WriteInt64LittleEndian(form, moved.DecidedAt);
        var length = sizeof(long);
        foreach (var amount in
            (ReadOnlySpan<decimal>)[moved.CreditBefore, moved.CreditAfter, moved.Debited, moved.Accrued])
        {
            MemoryMarshal.Write(form[length..], WithoutZeros(amount));
            length += 16;
        }
        formats.Advance(length + Encoding.UTF8.GetBytes(moved.Currency, form[length..]));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ShortHash.Write(formats.WrittenSpan, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    // Dividing removes trailing zeros; zero itself would keep its sign.
    private static decimal WithoutZeros(decimal amount) => amount == 0 ? 0 : amount / 1.0000000000000000000000000000m;

    private static UInt128 Print(ArrayBufferWriter<byte> formats, ChargesPosted posted)
    {
        formats.ResetWrittenCount();
        foreach (var line in posted.Lines) SealedFormat.Write(formats, posted, line);
        return Print(formats, CreditMoved.Of(posted));
    }
}
