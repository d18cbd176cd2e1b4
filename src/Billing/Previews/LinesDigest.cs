using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace PackageBilling.Billing;

/// <summary>
/// One hash over every line of a report, charged or not, in order: two reports have the same lines when their hashes are equal. It is
/// made of the leaves that seals are made of.
/// </summary>
internal sealed class LinesDigest(DateOnly date) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _leaves = new();

    /// <summary>How many lines there are so far.</summary>
    public int Lines { get; private set; }

    /// <summary>Whether there are more than a run by preview posts; nothing is hashed any more then.</summary>
    public bool IsTooLong => Lines > TimeTravelLimits.PreviewedLines;

    public void Add(CustomerOutcome outcome)
    {
        Lines += outcome.Lines.Count;
        if (IsTooLong) return;
        _leaves.ResetWrittenCount();
        foreach (var line in outcome.Lines) LineLeaf.Write(_leaves, date, outcome.Customer, line);
        _hash.AppendData(_leaves.WrittenSpan);
    }

    /// <summary>The hash, null when there are too many lines.</summary>
    public string? Text() => IsTooLong ? null : Base64Url.EncodeToString(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
