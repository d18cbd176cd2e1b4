using System.Text;
using System.Text.RegularExpressions;

namespace PackageBilling.Foundation;

/// <summary>A field of a mapping, ready to be read from many rows.</summary>
internal sealed class RowField
{
    private readonly CallField _field;
    private readonly int[] _columns = [];
    private readonly int[][] _filled = [];
    private readonly string[] _texts = [];
    private readonly (Condition If, int Column)[] _when;
    private readonly (Regex Match, string With)[] _replace;

    public RowField(CallField field, CallColumns columns, bool isNeeded)
    {
        _field = field;
        _replace = [.. field.Replace.Select(one => (CallMappings.Pattern(one.Match), one.With))];
        _when = [.. field.When.Select(one => (new Condition(one.If, columns), Needed(columns, one.Column)))];
        if (field.Column is { } names)
        {
            _columns = [.. names.Select(columns.Of)];
            if (isNeeded && field.Default is null) columns.Need(names);
        }
        else if (field.Template is { } text && RowTemplate.Parse(text) is { } template)
        {
            _filled = [.. template.Columns.Select(group => group.Select(columns.Of).ToArray())];
            _texts = [.. template.Parts.Where((_, i) => i % 2 == 0)];
            foreach (var group in template.Columns) columns.Need(group);
        }
    }

    /// <summary>Its text in a row; empty when it has none.</summary>
    public string Read(CallRows row)
    {
        var text = _field.Constant ?? Chosen(row) ?? (_texts.Length > 0 ? Filled(row) : First(row, _columns));
        foreach (var (match, with) in _replace) text = match.Replace(text, with);
        if (_field.Case is { } letters && text.Length > 0)
            text = letters == "lower" ? text.ToLowerInvariant() : text.ToUpperInvariant();
        if (_field.Values.TryGetValue(text, out var ours)) text = ours;
        return text.Length == 0 && _field.Default is { } otherwise ? otherwise : text;
    }

    /// <summary>Where it comes from, for what is said of an empty one.</summary>
    public string Source => _field.Column is { } names ? string.Join(" or ", names.Select(name => $"'{name}'"))
        : _field.Template ?? "the mapping";

    private string? Chosen(CallRows row)
    {
        foreach (var (condition, column) in _when)
            if (condition.Holds(row)) return row.Text(column);
        return null;
    }

    private static int Needed(CallColumns columns, string name)
    {
        columns.Need([name]);
        return columns.Of(name);
    }

    /// <summary>The first value that the row has in one of some columns.</summary>
    internal static string First(CallRows row, int[] columns)
    {
        foreach (var column in columns)
            if (row.Text(column) is { Length: > 0 } text) return text;
        return "";
    }

    // A template of which nothing is filled in is empty.
    private string Filled(CallRows row)
    {
        var (text, isFilled) = (new StringBuilder(_texts[0]), false);
        for (var i = 0; i < _filled.Length; i++)
        {
            var part = First(row, _filled[i]);
            isFilled |= part.Length > 0;
            text.Append(part).Append(_texts[i + 1]);
        }
        return isFilled ? text.ToString().Trim() : "";
    }
}
