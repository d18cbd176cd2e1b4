using System.Buffers;

namespace PackageBilling.Auditing.Seals;

/// <summary>
/// The leaves of a run's lines, in whatever order its parts were posted. A line takes 32 bytes here, so a million lines
/// take about 60 MB with their customers.
/// </summary>
internal sealed class RunLeaves
{
    /// <summary>The lines that were charged.</summary>
    public LeafList Charged { get; } = new();

    /// <summary>The lines that were considered and not charged.</summary>
    public LeafList NotCharged { get; } = new();

    /// <summary>Adds what was posted to one customer.</summary>
    public void Add(ChargesPosted posted) => Charged.Add(posted.CustomerId, Of(posted));

    /// <summary>Adds what a part did not charge.</summary>
    public void Add(DateOnly date, ChargeRunPartPosted part)
    {
        foreach (var customer in part.NotCharged.GroupBy(line => line.CustomerId, StringComparer.Ordinal))
            NotCharged.Add(customer.Key, Of(date, customer));
    }

    /// <summary>The leaves of what was posted to one customer, one after the other.</summary>
    public static byte[] Of(ChargesPosted posted) =>
        Leaves(posted.Lines, (form, line) => SealedFormat.Write(form, posted, line));

    /// <summary>The leaves of what was not charged to one customer, one after the other.</summary>
    public static byte[] Of(DateOnly date, IEnumerable<UnchargedLine> lines) =>
        Leaves(lines, (form, line) => SealedFormat.Write(form, date, line));

    private static byte[] Leaves<T>(IEnumerable<T> lines, Action<ArrayBufferWriter<byte>, T> write)
    {
        var (form, leaves) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        foreach (var line in lines)
        {
            form.ResetWrittenCount();
            write(form, line);
            SealedLine.AddLeaf(leaves, form.WrittenSpan);
        }
        return leaves.WrittenSpan.ToArray();
    }
}
