namespace PackageBilling.Foundation;

/// <summary>The rows of a file of calls, one after the other. Memory does not grow with the file.</summary>
internal abstract class CallRows : IDisposable
{
    /// <summary>The line that the current row begins on, from 1.</summary>
    public long Line { get; protected set; }

    /// <summary>The current row as it is in the file.</summary>
    public abstract string Record { get; }

    /// <summary>What is wrong with the current row as a whole; null when it can be read.</summary>
    public string? Fault { get; protected set; }

    /// <summary>The header as it is in the file; null when it has none.</summary>
    public string? Header { get; protected set; }

    /// <summary>Moves to the next row.</summary>
    /// <exception cref="ProblemException">The file can't be read any further.</exception>
    public abstract bool Next();

    /// <summary>A value of the current row, without spaces around it; empty when there is none.</summary>
    /// <param name="source">Its place among the columns that the mapping names.</param>
    public abstract string Text(int source);

    public abstract void Dispose();

    /// <summary>The file can't be read.</summary>
    protected static ProblemException Malformed(long line, string what) =>
        Problem.Malformed("calls", line > 0 ? $"line {line} {what}" : what);
}

/// <summary>The columns that a mapping reads.</summary>
internal sealed class CallColumns
{
    private readonly List<string> _names = [];
    private readonly List<IReadOnlyList<string>> _needed = [];

    /// <summary>Each once; its place is what a row is asked by.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Groups of which a file must have one column each.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Needed => _needed;

    /// <summary>The place of a column.</summary>
    public int Of(string name)
    {
        var known = _names.IndexOf(name);
        if (known >= 0) return known;
        _names.Add(name);
        return _names.Count - 1;
    }

    /// <summary>A file without any of these makes no sense.</summary>
    public void Need(IReadOnlyList<string> names) => _needed.Add(names);
}
