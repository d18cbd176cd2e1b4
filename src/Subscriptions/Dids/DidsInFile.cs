using System.Globalization;
using System.Runtime.InteropServices;

namespace PackageBilling.Subscriptions;

/// <summary>
/// Who gets DIDs by rows of a file that the log does not have yet. Numbers, days and shared ids only: a file can have a
/// million rows on DIDs, and a <see cref="Did"/> for each would be hundreds of megabytes.
/// </summary>
internal sealed class DidsInFile
{
    /// <summary>Rows of one file on one DID: numbers change hands a few times, and each row is decided against all
    /// before it.</summary>
    public const int MaxUses = 1_000;

    private const int None = -1;

    private readonly record struct Use(
        string CustomerId, string PackageId, int StartDay, int EndDay, int Line, int Before, int CountBefore);

    private readonly Dictionary<long, int> _last = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<Use> _uses = [];

    /// <summary>Adds a use by the row in a line; gives how many this DID had before.</summary>
    public int Add(string did, DidAssigned assigned, int line)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, Number(did), out var exists);
        var before = exists ? last : None;
        last = _uses.Count;
        var count = before == None ? 0 : _uses[before].CountBefore + 1;
        _uses.Add(new(
            Shared(assigned.CustomerId), Shared(assigned.PackageId), assigned.StartDate.DayNumber,
            assigned.EndDate?.DayNumber ?? None, line, before, count));
        return count;
    }

    /// <summary>Whether the file has as many rows on this DID as it may.</summary>
    public bool IsFull(string did) =>
        _last.TryGetValue(Number(did), out var last) && _uses[last].CountBefore + 1 >= MaxUses;

    /// <summary>The DID's state in the log with the file's uses added to it.</summary>
    public Did? Evolve(string did, Did? state)
    {
        if (!_last.TryGetValue(Number(did), out var use)) return state;
        for (; use != None; use = _uses[use].Before)
        {
            var (customer, package, start, end, line, _, _) = _uses[use];
            // No assignment has such an id; each of them is one of its own, and says in a message where it is.
            var assignmentId = string.Create(CultureInfo.InvariantCulture, $"in line {line}");
            state = Did.Evolve(state, new DidAssigned(
                did, assignmentId, customer, package, DateOnly.FromDayNumber(start),
                end == None ? null : DateOnly.FromDayNumber(end)));
        }
        return state;
    }

    public void Clear()
    {
        _last.Clear();
        _ids.Clear();
        _uses.Clear();
    }

    // Few customers and packages have many DIDs.
    private string Shared(string id)
    {
        if (_ids.TryGetValue(id, out var known)) return known;
        _ids.Add(id);
        return id;
    }

    private static long Number(string did) => long.Parse(did, NumberStyles.None, CultureInfo.InvariantCulture);
}
