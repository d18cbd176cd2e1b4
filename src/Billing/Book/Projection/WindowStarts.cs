using System.Text;

namespace PackageBilling.Billing;

/// <summary>When the first and the last of an event's calls began that used each of its windows of free minutes.</summary>
internal sealed class WindowStarts(IReadOnlyList<WindowUsed> windows)
{
    private readonly byte[][] _ids = [.. windows.Select(window => Encoding.UTF8.GetBytes(window.AssignmentId))];
    private readonly DateTime[] _first = Filled(windows.Count, DateTime.MaxValue), _last = Filled(windows.Count, DateTime.MinValue);

    /// <summary>Takes in a call.</summary>
    /// <exception cref="InvalidOperationException">It used a window that the event does not name.</exception>
    public void Add(RatedCallLine call)
    {
        var started = call.StartedAt.UtcDateTime;
        foreach (var use in call)
        {
            var window = Find(use);
            if (started < _first[window]) _first[window] = started;
            if (started > _last[window]) _last[window] = started;
        }
    }

    public DateTime First(int window) => _first[window] <= _last[window] ? _first[window] : throw Unused(window);

    public DateTime Last(int window) => _first[window] <= _last[window] ? _last[window] : throw Unused(window);

    private int Find(RatedCallLine.Use use)
    {
        var from = use.WindowFrom;
        for (var window = 0; window < _ids.Length; window++)
            if (windows[window].WindowFrom == from && use.AssignmentId.SequenceEqual(_ids[window])) return window;
        throw new InvalidOperationException("A call used a window that its event does not name.");
    }

    private InvalidOperationException Unused(int window) => new($"No call used the window of {windows[window].AssignmentId} that its event names.");

    private static DateTime[] Filled(int count, DateTime value)
    {
        var all = new DateTime[count];
        Array.Fill(all, value);
        return all;
    }
}
