using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Foundation;

/// <summary>How values are written in the files.</summary>
/// <param name="DateFormat">Such as <c>yyyy-MM-dd</c> or <c>dd/MM/yyyy</c>.</param>
/// <param name="Numbers">How amounts and other numbers are written.</param>
public sealed record ValueFormats(string DateFormat, NumberFormat Numbers);

/// <summary>Where the columns of one file are found in another system's export.</summary>
public sealed record FileMapping
{
    /// <summary>
    /// Our column: theirs. Several of theirs, separated by <c> + </c>, are joined with a dash, for ids that their
    /// system puts together. Of several with <c> | </c> between them, the first that a row has a value in is
    /// read; behind <c> ?</c> a file may have none. Columns that are not named here are not read.
    /// </summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>Our column: the value of every row, for what their export does not say.</summary>
    public IReadOnlyDictionary<string, string> Fixed { get; init; } = new Dictionary<string, string>();

    /// <summary>Lines before the header that are not read.</summary>
    public int TitleLines { get; init; }

    /// <summary>Rows that don't meet each of these conditions are skipped.</summary>
    public IReadOnlyList<RowCondition> Keep { get; init; } = [];

    /// <summary>Rows that meet one of these conditions are skipped, such as lines with totals.</summary>
    public IReadOnlyList<RowCondition> Skip { get; init; } = [];

    /// <summary>Our column: their value: ours. A value that is not named stays as it is.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();
}

/// <summary>A mapping file: how to read another system's export. It is JSON, with comments if wanted.</summary>
public sealed record ImportMapping
{
    /// <summary>What the files are like without a mapping file.</summary>
    public static readonly ImportMapping None = new();

    private const int MostTitleLines = 1_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 8,
    };

    /// <summary>How their dates are written; <c>yyyy-MM-dd</c> when left out. A time may follow, which is passed over:
    /// <c>yyyy-MM-dd HH:mm:ss</c>.</summary>
    public string DateFormat { get; init; } = "yyyy-MM-dd";

    /// <summary>Whether their numbers have a decimal comma.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>What separates groups of three digits in their numbers; when left out,
    /// a number with groups is refused.</summary>
    public string? GroupSeparator { get; init; }

    /// <summary>The separator of their fields; found out from the header when left out.</summary>
    public string? Separator { get; init; }

    /// <summary>By the name of the file: <c>packages</c>, <c>customers</c>, <c>assignments</c>, <c>pauses</c>,
    /// <c>payments</c>, <c>calls</c>. A file that is not named is read as it is.</summary>
    public IReadOnlyDictionary<string, FileMapping> Files { get; init; } = new Dictionary<string, FileMapping>();

    /// <summary>How to read a file of calls as a switch wrote it (<see cref="CallMapping"/>).</summary>
    public JsonElement? Calls { get; init; }

    /// <summary>How values are written.</summary>
    [JsonIgnore]
    public ValueFormats Formats => new(DateFormat, new(DecimalComma ? ',' : '.', GroupOf(GroupSeparator)));

    /// <summary>Reads a mapping file.</summary>
    /// <exception cref="ProblemException">It is not one.</exception>
    /// <param name="json">The file.</param>
    /// <param name="known">The files that are read here, with their columns.</param>
    /// <param name="elsewhere">Files that are read elsewhere with the same mapping:
    /// their part is checked there.</param>
    public static ImportMapping Read(
        ReadOnlySpan<byte> json, IReadOnlyDictionary<string, IReadOnlyList<ImportColumn>> known,
        params IReadOnlyCollection<string> elsewhere)
    {
        ImportMapping mapping;
        try
        {
            if (json.StartsWith(Encoding.UTF8.Preamble)) json = json[Encoding.UTF8.Preamble.Length..];
            mapping = JsonSerializer.Deserialize<ImportMapping>(json, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw Problem.Malformed("mapping",
                $"cannot be read at {e.Path ?? "$"}, line {(e.LineNumber ?? 0) + 1}: it must be the JSON of a mapping, "
                    + "with the fields dateFormat, decimalComma, groupSeparator, separator, files and calls");
        }
        if (mapping.Files is null || mapping.DateFormat is null)
            throw Problem.Malformed("mapping", "has a null where a value belongs");
        if (!IsDateFormat(mapping.DateFormat))
            throw Problem.Malformed("mapping", "dateFormat must have day, month and year, such as dd/MM/yyyy");
        if (mapping.Separator is { } separator && separator is not ([',' or ';' or '|' or '\t']))
            throw Problem.Malformed("mapping", "separator must be one of , ; | or a tab");
        if (mapping.GroupSeparator is { } groups)
        {
            if (GroupOf(groups) is not { } group)
                throw Problem.Malformed("mapping", "groupSeparator must be a point, a comma, a space or an apostrophe");
            if (group == (mapping.DecimalComma ? ',' : '.'))
                throw Problem.Malformed("mapping", $"groupSeparator must not be the decimal mark “{group}”"
                    + (mapping.DecimalComma ? "" : "; set decimalComma to true when decimals follow a comma"));
        }
        foreach (var (file, map) in mapping.Files)
        {
            if (elsewhere.Contains(file)) continue;
            if (!known.TryGetValue(file, out var columns))
                throw Problem.Malformed(
                    "mapping", $"there is no file {file}: there are {string.Join(", ", known.Keys)}");
            if (map?.Columns is null || map.Fixed is null || map.Values is null
                || map.Keep is null || map.Skip is null || map.Keep.Concat(map.Skip).Any(one => one?.Column is null)
                || map.Columns.Values.Concat(map.Fixed.Values).Any(text => text is null)
                || map.Values.Values.Any(values => values is null || values.Values.Any(text => text is null)))
                throw Problem.Malformed("mapping", $"{file} has a null where a value belongs");
            if (map.TitleLines is < 0 or > MostTitleLines)
                throw Problem.Malformed("mapping", $"{file}.titleLines must be from 0 to {MostTitleLines}");
            if (map.Keep.Select((one, i) => (One: one, Path: $"{file}.keep[{i}]"))
                .Concat(map.Skip.Select((one, i) => (One: one, Path: $"{file}.skip[{i}]")))
                .SelectMany(one => CallMappings.OfCondition(one.One, one.Path)).FirstOrDefault() is { } fault)
                throw Problem.Malformed("mapping", fault);
            foreach (var column in map.Columns.Keys.Concat(map.Fixed.Keys).Concat(map.Values.Keys))
                if (columns.All(one => one.Name != column))
                    throw Problem.Malformed("mapping", $"{file} has no column {column}");
            foreach (var column in map.Fixed.Keys)
                if (map.Columns.ContainsKey(column))
                    throw Problem.Malformed("mapping", $"{column} of {file} is both fixed and read from a column");
        }
        return mapping;
    }

    /// <summary>Reads a mapping file for a file of calls; what it says of other files is checked with those.</summary>
    /// <exception cref="ProblemException">It is not one.</exception>
    public static ImportMapping ReadCalls(ReadOnlySpan<byte> json) => Read(json, NoFiles, AllFiles);

    private static readonly Dictionary<string, IReadOnlyList<ImportColumn>> NoFiles = [];

    private static readonly string[] AllFiles =
        ["packages", "customers", "assignments", "pauses", "payments", "calls"];

    // Spreadsheets and countries differ in which space and which apostrophe they write.
    internal static char? GroupOf(string? separator) => separator switch
    {
        "." => '.',
        "," => ',',
        " " or "\u00A0" or "\u2009" or "\u202F" => ' ',
        "'" or "\u2019" => '\'',
        _ => null,
    };

    private static bool IsDateFormat(string format)
    {
        try
        {
            // With an offset it would be another date on some servers.
            if (format.AsSpan().ContainsAny('z', 'K')) return false;
            var time = new DateTime(2021, 11, 23, 14, 35, 47);
            return DateTime.TryParseExact(time.ToString(format, CultureInfo.InvariantCulture), format,
                CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && read.Date == time.Date;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
