using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Finds rows of a file with the same key. Only a digest and the line are kept of each,
/// so that long ids take no more memory than short ones.
/// </summary>
internal sealed class KeysInFile
{
    private readonly Dictionary<UInt128, int> _lines = [];

    /// <summary>Those of the rows whose key an earlier row of the file has.</summary>
    public Dictionary<ImportRow, RowFault> Repeats(IImport import, IReadOnlyList<ImportRow> rows)
    {
        var repeats = new Dictionary<ImportRow, RowFault>();
        var field = import.Columns[0].Name;
        foreach (var row in rows)
            if (import.Key(row) is { } key && !_lines.TryAdd(Digest(key), row.Line))
                repeats.Add(row, new(field, $"is in line {_lines[Digest(key)]} already"));
        return repeats;
    }

    private static UInt128 Digest(string key) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
