using System.Buffers;
using System.Text.RegularExpressions;

namespace PackageBilling.Foundation;

/// <summary>The conditions on rows, ready for many.</summary>
internal sealed class RowConditions(
    IReadOnlyList<RowCondition> keep, IReadOnlyList<RowCondition> skip, CallColumns columns)
{
    private readonly Condition[] _keep = [.. keep.Select(one => new Condition(one, columns))];
    private readonly Condition[] _skip = [.. skip.Select(one => new Condition(one, columns))];

    /// <summary>The name under which a row is skipped; null when it is kept.</summary>
    public string? Skips(CallRows row)
    {
        foreach (var one in _skip)
            if (one.Holds(row)) return one.Reason;
        foreach (var one in _keep)
            if (!one.Holds(row)) return one.Reason;
        return null;
    }
}

/// <summary>One condition on rows, ready for many.</summary>
internal sealed class Condition
{
    private readonly int[] _columns;
    private readonly RowCondition _given;
    private readonly Regex? _matches, _doesNotMatch;
    private readonly SearchValues<string>? _is, _isNot;

    public Condition(RowCondition given, CallColumns columns)
    {
        (_given, _columns) = (given, [.. given.Column.Select(columns.Of)]);
        columns.Need(given.Column);
        _matches = given.Matches is { } pattern ? CallMappings.Pattern(pattern) : null;
        _doesNotMatch = given.DoesNotMatch is { } other ? CallMappings.Pattern(other) : null;
        _is = Among(given.Is);
        _isNot = Among(given.IsNot);
    }

    public string Reason => _given.Reason ?? _given.Column[0];

    public bool Holds(CallRows row)
    {
        var text = RowField.First(row, _columns);
        return (_is is null || _is.Contains(text)) && (_isNot is null || !_isNot.Contains(text))
            && (_matches is null || _matches.IsMatch(text))
            && (_doesNotMatch is null || !_doesNotMatch.IsMatch(text))
            && (_given.IsEmpty is null || _given.IsEmpty == (text.Length == 0));
    }

    private static SearchValues<string>? Among(IReadOnlyList<string>? values) =>
        values is null ? null : SearchValues.Create([.. values], StringComparison.OrdinalIgnoreCase);
}
