using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace PackageBilling.Foundation;

/// <summary>Rows of CSV. A row is a line: a quote that is never closed spoils its own line only.</summary>
internal sealed class CsvCallRows : CallRows
{
    private const int NamesOfHeader = 2;

    // As databases write a value that is missing.
    private const string Null = "\\N";

    private readonly CsvReader _csv;
    private readonly int[] _indexes;
    private readonly int _most, _least;
    private bool _isAtFirst;

    public CsvCallRows(Stream content, CallMapping mapping, CallColumns columns)
    {
        var header = mapping.Header ?? (mapping.Columns is null ? "yes" : "no");
        _csv = CsvReader.Create(content, CsvReaderOptions.Default with
        {
            HasHeader = false,
            Separator = mapping.Separator?[0] ?? (header == "no" ? ',' : null),
            Quote = mapping.Quote.Length > 0 ? mapping.Quote[0] : '"',
            Mode = mapping.Quote.Length > 0 ? CsvMode.Rfc4180 : CsvMode.NoEscape,
            AllowLineBreaksInQuotes = false,
            MaxRecordSize = ImportLimits.LineBytes,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
        }, leaveOpen: true);
        do _isAtFirst = ReadRecord();
        while (_isAtFirst && _csv.LineNumber <= mapping.TitleLines);

        string[] names = _isAtFirst && header != "no"
            ? [.. Enumerable.Range(0, _csv.FieldCount).Select(i => _csv.GetString(i).Trim().TrimStart('\uFEFF'))] : [];
        // No row has the names of two columns by chance. One that has not all that are needed is refused below.
        if (header == "found" && columns.Names.Count(name => IndexOf(names, name, 0) >= 0) < NamesOfHeader) names = [];
        if (names.Length > 0 || header == "yes")
        {
            Header = Encoding.UTF8.GetString(_csv.RawRecord);
            _isAtFirst = false;
            (_most, _least) = (names.Length, names.Length);
        }
        else
        {
            names = [.. mapping.Columns!.Select(name => name.TrimEnd('?'))];
            _most = names.Length;
            _least = mapping.Columns!.TakeWhile(name => !name.EndsWith('?')).Count();
        }
        _indexes = [.. columns.Names.Select(name => IndexOf(names, name, _csv.LineNumber))];
        foreach (var group in columns.Needed)
            if (group.All(name => IndexOf(names, name, 0) < 0))
                throw Malformed(Header is null ? 0 : _csv.LineNumber,
                    $"has no column {string.Join(" or ", group.Select(name => $"'{name}'"))}, which the mapping names");
    }

    public override string Record => Encoding.UTF8.GetString(_csv.RawRecord);

    public override bool Next()
    {
        if (_isAtFirst) _isAtFirst = false;
        else if (!ReadRecord()) return false;
        Line = _csv.LineNumber;
        Fault = !Utf8.IsValid(_csv.RawRecord)
            ? "is not UTF-8: set encoding to windows-1252 if that is how the switch writes"
            : _csv.FieldCount < _least ? Fields(_least) : _csv.FieldCount > _most && HasMore() ? Fields(_most) : null;
        return true;
    }

    public override string Text(int source)
    {
        var index = _indexes[source];
        var text = index < 0 ? "" : SpreadsheetText.Unguard(_csv.GetString(index).Trim());
        return text == Null ? "" : text;
    }

    public override void Dispose() => _csv.Dispose();

    private bool HasMore()
    {
        for (var i = _most; i < _csv.FieldCount; i++)
            if (!_csv.GetSpan(i).Trim((byte)' ').IsEmpty) return true;
        return false;
    }

    private string Fields(int expected) =>
        string.Create(CultureInfo.InvariantCulture, $"has {_csv.FieldCount} fields; there should be {expected}");

    // By name, then in upper or lower case; #3 is the third one.
    internal static int IndexOf(string[] names, string name, long line)
    {
        if (name.Length > 1 && name[0] == '#'
            && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            return place - 1;
        var index = Array.IndexOf(names, name);
        if (index < 0)
            index = Array.FindIndex(names, one => one.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0 && line > 0 && Array.LastIndexOf(names, names[index]) != index)
            throw Malformed(line, $"has the column '{name}' twice");
        return index;
    }

    private bool ReadRecord()
    {
        try
        {
            return _csv.Read();
        }
        catch (CsvFormatException e)
        {
            throw Malformed(e.LineNumber, $"cannot be read as CSV: {e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or NotSupportedException
            or ArgumentException)
        {
            throw Malformed(0, $"cannot be read as CSV: {e.Message}");
        }
    }
}
