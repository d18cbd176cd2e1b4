using System.Text;
using System.Text.Json;

namespace PackageBilling.Auditing.Export;

/// <summary>
/// Verifies an exported file by itself, without a database: the same steps as the procedure in docs/audit.md.
/// </summary>
internal static class ExportedRun
{
    /// <summary>The first fault, or null; the head that the file's chain ends with; how many lines it has.</summary>
    public static async Task<(string? Fault, string? Head, long Lines)> Verify(
        Stream file, string? publicKey, CancellationToken ct)
    {
        var (charged, notCharged) = (new MerkleTree(), new MerkleTree());
        (string RunId, string? Date, string? Head, string? Signature, IReadOnlyList<string?> Fields)? header = null;
        RunSealed? first = null, last = null;
        using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var number = 0;
        try
        {
            while (await reader.ReadLineAsync(ct) is { } text)
            {
                number++;
                if (text.Length > AuditLimits.ExportLine) return Fault($"line {number} is too long");
                using var json = JsonDocument.Parse(text);
                var item = json.RootElement;
                if (item.TryGetProperty("charged", out var line)) charged.Add(Leaf(line));
                else if (item.TryGetProperty("notCharged", out line)) notCharged.Add(Leaf(line));
                else if (item.TryGetProperty("seal", out var seal))
                {
                    var link = seal.Deserialize<RunSealed>(EventJson.Options)!;
                    if (Chain.SealOf(link) != link.Seal)
                        return Fault($"line {number}: seal {link.Number} is not the hash of what it says");
                    if (last is not null && (link.Previous != last.Seal || link.Number != last.Number + 1))
                        return Fault($"line {number}: seal {link.Number} does not follow from the one before");
                    (first, last) = (first ?? link, link);
                }
                else if (number == 1 && item.GetProperty("format").GetString() == ExportRun.Format)
                    header = Header(item);
                else return Fault($"line {number} is none of an exported run");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or DecoderFallbackException or FormatException)
        {
            return Fault($"line {Math.Max(number, 1)} cannot be read: {e.Message}");
        }
        if (header is null || first is null || last is null) return Fault("it is no exported run, or it was cut off");
        if (first.RunId != header.Value.RunId)
            return Fault($"its first seal is of run {first.RunId}, not of run {header.Value.RunId}");
        // The header says what the lines mean and which day they are for; who started the run and when is in the log.
        if (header.Value.Date != Dates.Text(first.Date))
            return Fault($"its first seal is of a run of {Dates.Text(first.Date)}, not of {header.Value.Date}");
        if (!header.Value.Fields.SequenceEqual(SealedLine.Names, StringComparer.Ordinal))
            return Fault("its fields are not those that are sealed, in their order");
        if (charged.Root() != first.Root || charged.Count != first.Lines)
            return Fault(
                $"its {charged.Count} charged lines are not those that were sealed", charged.Root(), first.Root);
        if (notCharged.Root() != first.NotChargedRoot || notCharged.Count != first.NotCharged)
            return Fault($"its {notCharged.Count} lines that were not charged are not those that were sealed",
                notCharged.Root(), first.NotChargedRoot);
        var head = new ChainHead(new(last.Number, last.Seal), null).Text!;
        if (header.Value.Head?.StartsWith(head, StringComparison.Ordinal) != true)
            return Fault("its chain of seals does not end at its head");
        if (publicKey is not null && header.Value.Signature is null) return Fault("its head is not signed");
        if (publicKey is not null && !HeadSigner.IsSignedBy(publicKey, header.Value.Head, header.Value.Signature!))
            return Fault("its head is not signed by that key");
        return (null, header.Value.Head, charged.Count);
    }

    private static (string RunId, string? Date, string? Head, string? Signature, IReadOnlyList<string?> Fields)
        Header(JsonElement item) => (
        item.GetProperty("runId").GetString()!, item.GetProperty("date").GetString(),
        item.GetProperty("head").GetString(),
        item.TryGetProperty("signature", out var signature) ? signature.GetString() : null,
        [.. item.GetProperty("fields").EnumerateArray().Select(field => field.GetString())]);

    private static (string?, string?, long) Fault(string what) => (what, null, 0);

    private static (string?, string?, long) Fault(string what, string found, string sealedRoot) =>
        Fault($"{what}: their root is {found}, sealed was {sealedRoot}");

    private static byte[] Leaf(JsonElement line) =>
        MerkleTree.Leaf(Encoding.UTF8.GetBytes(line.GetString() ?? throw new FormatException("a line is no text")));
}
