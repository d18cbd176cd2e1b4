using System.Text.Json.Serialization;

namespace PackageBilling.Foundation;

/// <summary>
/// How to read a file of calls that a switch wrote: the member <c>calls</c> of a mapping file. Nothing is guessed: what
/// isn't written as the mapping says is refused (I27).
/// </summary>
public sealed record CallMapping
{
    /// <summary>A preset that this mapping begins with; its own members come before those of the preset.</summary>
    public string? Preset { get; init; }

    /// <summary><c>csv</c>; <c>jsonl</c>: a JSON object a line; <c>json</c>: objects one after another, or a list
    /// of them.</summary>
    public string Format { get; init; } = "csv";

    /// <summary>In a <c>json</c> file that is one object: the member that has the list of calls.</summary>
    public string? Records { get; init; }

    /// <summary><c>utf-8</c>, <c>utf-16</c> or <c>windows-1252</c>. When left out, UTF-8, or UTF-16 with a byte order
    /// mark.</summary>
    public string? Encoding { get; init; }

    /// <summary>What separates fields: <c>,</c> <c>;</c> <c>|</c> or a tab. When left out, that of the mapping file, or
    /// a comma.</summary>
    public string? Separator { get; init; }

    /// <summary>What stands around fields that hold a separator; an empty text when nothing does.</summary>
    public string Quote { get; init; } = "\"";

    /// <summary>Lines before the header or the first row, which are not read.</summary>
    public int TitleLines { get; init; }

    /// <summary><c>yes</c>: the first row has the names of the columns. <c>no</c>: <see cref="Columns"/> has.
    /// <c>found</c>: the first row has them if two of those that are read are among its fields.</summary>
    public string? Header { get; init; }

    /// <summary>The names of the columns of a file without a header. A question mark behind a name: rows may
    /// end before it.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Whether decimals follow a comma; that of the mapping file when left out.</summary>
    public bool? DecimalComma { get; init; }

    /// <summary>What separates groups of three digits; that of the mapping file when left out.</summary>
    public string? GroupSeparator { get; init; }

    /// <summary>The IANA time zone of times that don't say theirs.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What a local time means that the clocks show twice when summer time ends: <c>refuse</c>,
    /// <c>earlier</c> or <c>later</c>.</summary>
    public string RepeatedHour { get; init; } = "refuse";

    /// <summary>How phone numbers are written.</summary>
    public NumberRules Numbers { get; init; } = new();

    /// <summary>Rows that don't meet each of these conditions are skipped.</summary>
    public IReadOnlyList<RowCondition> Keep { get; init; } = [];

    /// <summary>Rows that meet one of these conditions are skipped.</summary>
    public IReadOnlyList<RowCondition> Skip { get; init; } = [];

    /// <summary>Whether a call without a customer belongs to the one who has its DID on that date.</summary>
    public bool CustomerByDid { get; init; }

    /// <summary>Two rows that make one call.</summary>
    public CallPairing? Pair { get; init; }

    /// <summary>Where the fields of a call come from.</summary>
    public CallFields Fields { get; init; } = new();
}

/// <summary>Where the fields of a call come from: a column's name, or a <see cref="CallField"/>.</summary>
public sealed record CallFields
{
    /// <summary>The switch's own ID.</summary>
    [JsonConverter(typeof(ColumnOrField))]
    public CallField? CallId { get; init; }

    /// <summary>Who pays.</summary>
    [JsonConverter(typeof(ColumnOrField))]
    public CallField? CustomerId { get; init; }

    /// <summary>The customer's number; may be left out.</summary>
    [JsonConverter(typeof(ColumnOrField))]
    public CallField? Did { get; init; }

    /// <summary>The number called.</summary>
    [JsonConverter(typeof(ColumnOrField))]
    public CallField? Destination { get; init; }

    /// <summary>When it began.</summary>
    [JsonConverter(typeof(ColumnOrField))]
    public CallField? StartedAt { get; init; }

    /// <summary>How long it was, as billed. Left out when two rows make a call: it is the time between them.</summary>
    [JsonConverter(typeof(ColumnOrField))]
    public CallField? BilledSeconds { get; init; }

    /// <summary>Retail of the whole call.</summary>
    [JsonConverter(typeof(ColumnOrField))]
    public CallField? Amount { get; init; }
}

/// <summary>
/// Where a field comes from, and how its text is changed before it is read. Changes are made in this order:
/// <see cref="Replace"/>, <see cref="Case"/>, <see cref="Values"/>, <see cref="Default"/>.
/// </summary>
public sealed record CallField
{
    /// <summary>Their column, or a path such as <c>custom_channel_vars.account_id</c> in JSON. Of several, the first
    /// one that the row has a value in.</summary>
    [JsonConverter(typeof(OneOrMore))]
    public IReadOnlyList<string>? Column { get; init; }

    /// <summary>Columns that come first in rows of some kind: the first whose condition holds.</summary>
    public IReadOnlyList<ColumnWhen> When { get; init; } = [];

    /// <summary>Text with columns in braces: <c>{date} {time}</c>; of <c>{start|begin}</c> the first one that the row
    /// has a value in.</summary>
    public string? Template { get; init; }

    /// <summary>The value of every row.</summary>
    public string? Constant { get; init; }

    /// <summary>The value of rows that have none.</summary>
    public string? Default { get; init; }

    /// <summary><c>lower</c> or <c>upper</c>.</summary>
    public string? Case { get; init; }

    /// <summary>Parts of the text that are replaced, one after the other.</summary>
    public IReadOnlyList<TextReplacement> Replace { get; init; } = [];

    /// <summary>Their value: ours. A value that is not named stays as it is.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>For startedAt: how the time is written. <c>iso</c>; <c>epochSeconds</c>, <c>epochMilliseconds</c>,
    /// <c>epochMicroseconds</c>; <c>gregorianSeconds</c>: since the year 0; or a pattern such as
    /// <c>dd/MM/yyyy HH:mm:ss</c>. Of several, the first one that fits.</summary>
    [JsonConverter(typeof(OneOrMore))]
    public IReadOnlyList<string>? Format { get; init; }

    /// <summary>For billedSeconds: <c>seconds</c>, <c>milliseconds</c>, <c>microseconds</c>, <c>nanoseconds</c>,
    /// <c>minutes</c>; <c>suffixed</c>: <c>1m10s</c>; <c>clock</c>: <c>00:01:10</c>. Of several, the first one that
    /// fits.</summary>
    [JsonConverter(typeof(OneOrMore))]
    public IReadOnlyList<string>? Unit { get; init; }

    /// <summary>What becomes of parts of a second: <c>up</c>, <c>down</c> or <c>nearest</c>; of an amount's places
    /// behind the sixth: <c>nearest</c>. Refused when left out.</summary>
    public string? Round { get; init; }

    /// <summary>For did: a text that is no phone number counts as none, such as <c>anonymous</c>.</summary>
    public bool IgnoreInvalid { get; init; }
}

/// <summary>A column that is read in rows of some kind.</summary>
/// <param name="If">Which rows.</param>
/// <param name="Column">Their column.</param>
public sealed record ColumnWhen(RowCondition If, string Column);

/// <summary>A part of a text that is replaced.</summary>
/// <param name="Match">A regular expression without look-around and back references.</param>
/// <param name="With">What comes in its place; <c>$1</c> is the first group.</param>
public sealed record TextReplacement(string Match, string With = "");

/// <summary>A condition on a row. It holds when all that it says of the column holds.</summary>
public sealed record RowCondition
{
    /// <summary>Their column, or a path in JSON. Of several, the first one that the row has a value in.</summary>
    [JsonConverter(typeof(OneOrMore))]
    public required IReadOnlyList<string> Column { get; init; }

    /// <summary>The column has one of these values, in upper or lower case.</summary>
    [JsonConverter(typeof(OneOrMore))]
    public IReadOnlyList<string>? Is { get; init; }

    /// <summary>The column has none of these values.</summary>
    [JsonConverter(typeof(OneOrMore))]
    public IReadOnlyList<string>? IsNot { get; init; }

    /// <summary>A regular expression that is found in the column.</summary>
    public string? Matches { get; init; }

    /// <summary>A regular expression that is not found in the column.</summary>
    public string? DoesNotMatch { get; init; }

    /// <summary>Whether the column is empty.</summary>
    public bool? IsEmpty { get; init; }

    /// <summary>The name under which skipped rows are counted, such as <c>unanswered</c>.</summary>
    public string? Reason { get; init; }
}

/// <summary>How phone numbers are written, for did and destination. Schemes such as <c>sip:</c>, what follows an
/// <c>@</c>, spaces, hyphens, dots, slashes and parentheses are always taken off.</summary>
public sealed record NumberRules
{
    /// <summary>The country code that national numbers get.</summary>
    public string? CountryCode { get; init; }

    /// <summary>What national numbers begin with; an empty text when they begin with nothing.</summary>
    public string NationalPrefix { get; init; } = "0";

    /// <summary>How many digits national numbers have that begin with nothing. Other numbers count as
    /// international.</summary>
    public IReadOnlyList<int> NationalDigits { get; init; } = [];

    /// <summary>What international numbers begin with, besides <c>+</c>.</summary>
    public IReadOnlyList<string> InternationalPrefixes { get; init; } = ["00"];

    /// <summary>Prefixes that are taken off first, such as <c>9</c> for an outside line: the longest that fits.
    /// </summary>
    public IReadOnlyList<string> StripPrefixes { get; init; } = [];
}

/// <summary>Rows of a start and an end that make one call, such as INVITE and BYE.</summary>
public sealed record CallPairing
{
    /// <summary>The column that tells a start from an end.</summary>
    public required string Column { get; init; }

    /// <summary>Its value in the row of a start.</summary>
    public required string Start { get; init; }

    /// <summary>Its value in the row of an end. Rows with another value are skipped.</summary>
    public required string End { get; init; }

    /// <summary>Columns that have the same value in both rows.</summary>
    public required IReadOnlyList<string> Same { get; init; }

    /// <summary>Columns whose values may have changed places, such as the tags of the two sides.</summary>
    public IReadOnlyList<string> SameInAnyOrder { get; init; } = [];
}
