using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>Which part of a list is asked for (api: "Lists").</summary>
public sealed record PageRequest(int Limit, string? After)
{
    /// <summary>Rows when no limit is given.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The most rows at once.</summary>
    public const int MaxLimit = 500;

    /// <summary>Reads <c>limit</c> and <c>after</c> as sent.</summary>
    /// <exception cref="ProblemException">One of them is not what it should be.</exception>
    public static PageRequest Read(string? limit, string? after)
    {
        if (limit is null) return new(DefaultLimit, Opened(after));
        return int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            && rows is >= 1 and <= MaxLimit
            ? new(rows, Opened(after))
            : throw Problem.Malformed("limit", $"must be a whole number from 1 to {MaxLimit}");
    }

    /// <summary>Makes a page of rows that were read with a limit of one more than asked for.</summary>
    /// <param name="rows">The rows, in order.</param>
    /// <param name="key">What says where a row stands in the order.</param>
    public Page<T> Of<T>(IReadOnlyList<T> rows, Func<T, string> key) => rows.Count > Limit
        ? new([.. rows.Take(Limit)], Sealed(key(rows[Limit - 1])))
        : new(rows, null);

    /// <summary>The token as a position in a list that is numbered; null when none was sent.</summary>
    /// <exception cref="ProblemException">It was not made by such a list.</exception>
    public long? AfterNumber => After is null ? null
        : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : throw NotOurs();

    private static string Sealed(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static string? Opened(string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(token));
            return text.Contains('\0', StringComparison.Ordinal) ? throw NotOurs() : text;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw NotOurs();
        }
    }

    private static ProblemException NotOurs() =>
        Problem.Malformed("after", "must be the value of next in an earlier answer of this list");
}
