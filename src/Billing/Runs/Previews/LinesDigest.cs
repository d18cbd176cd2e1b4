using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace PackageBilling.Billing.Runs.Previews;

/// <summary>
/// One hash over every line of a report, charged or not, in order: two reports have the same lines when their hashes
/// are equal. It goes over what the leaves of seals are hashes of, in one go:
/// a hash for each line would cost more than deciding it.
/// </summary>
internal sealed class LinesDigest(DateOnly date) : IDisposable
{
    // Bytes that are hashed at once.
    private const int AtOnce = 32 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _forms = new(AtOnce);

    /// <summary>How many lines there are so far.</summary>
    public int Lines { get; private set; }

    /// <summary>Whether there are more than a run by preview posts; nothing is hashed any more then.</summary>
    public bool IsTooLong => Lines > PreviewLimits.Lines;

    public void Add(CustomerOutcome outcome)
    {
        Lines += outcome.Lines.Count;
        if (IsTooLong) return;
        foreach (var line in outcome.Lines) SealedLine.Write(_forms, date, outcome.Customer, line);
        if (_forms.WrittenCount >= AtOnce) Hash();
    }

    /// <summary>The hash, null when there are too many lines.</summary>
    public string? Text()
    {
        if (IsTooLong) return null;
        Hash();
        return Base64Url.EncodeToString(_hash.GetCurrentHash());
    }

    public void Dispose() => _hash.Dispose();

    private void Hash()
    {
        _hash.AppendData(_forms.WrittenSpan);
        _forms.ResetWrittenCount();
    }
}
