using System.Text;
using CsvHelper;

namespace PackageBilling.Foundation;

/// <summary>
/// A rejects file that is sent back with its records corrected: the records of one kind of file are taken out of it,
/// behind the header that their file had.
/// </summary>
/// <param name="Content">The file that the records make.</param>
/// <param name="Lines">By a record's line in it, the line of the rejects file that it is from.</param>
public sealed record RejectsFile(Stream Content, IReadOnlyDictionary<int, int> Lines)
{
    /// <summary>The columns. A record that has several faults is in the row of the first;
    /// a row for line 1 has the file's header.</summary>
    public static readonly IReadOnlyList<string> Columns = ["file", "line", "field", "error", "record"];

    private static readonly CsvReaderOptions Options = CsvReaderOptions.Default with
    {
        // The record is quoted once more.
        MaxRecordSize = 3 * ImportLimits.LineBytes,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        TrackLineNumbers = true,
        IncludeValuesInExceptions = false,
    };

    /// <summary>The records of a kind of file; null when the content is no rejects file.</summary>
    /// <exception cref="ProblemException">It is one, and is damaged or has no records of this kind.</exception>
    public static async Task<RejectsFile?> Open(Stream content, string name, CancellationToken ct)
    {
        content.Position = 0;
        await using var csv = CsvReader.Create(content, Options, leaveOpen: true);
        if (!await IsOne(csv, ct)) return null;
        var unpacked = TemporaryFiles.Create("records.csv");
        try
        {
            var (lines, at) = (new Dictionary<int, int>(), 1);
            while (await csv.ReadAsync(ct))
            {
                var record = SpreadsheetText.Unguard(csv.GetString(4));
                if (csv.GetString(0).Trim() != name || record.Length == 0) continue;
                lines.Add(at, (int)csv.LineNumber);
                await unpacked.WriteAsync(Encoding.UTF8.GetBytes($"{record}\n"), ct);
                at += 1 + record.Count(c => c == '\n');
            }
            return at > 1
                ? new(unpacked, lines) : throw Problem.Malformed(name, $"is a rejects file without records of {name}");
        }
        catch (Exception e)
        {
            await unpacked.DisposeAsync();
            throw IsDamage(e) ? Problem.Malformed(name, $"cannot be read as a rejects file: {e.Message}") : e;
        }
    }

    private static async Task<bool> IsOne(CsvReader csv, CancellationToken ct)
    {
        try
        {
            await csv.ReadHeaderAsync(ct);
            return csv.Headers.Select(header => header.Trim()).SequenceEqual(Columns);
        }
        catch (Exception e) when (IsDamage(e))
        {
            // Reading it in the expected format reports what is wrong.
            return false;
        }
    }

    private static bool IsDamage(Exception e) =>
        e is CsvFormatException or InvalidOperationException or InvalidDataException or NotSupportedException;
}
