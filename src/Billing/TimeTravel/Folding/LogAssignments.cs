using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace PackageBilling.Billing;

/// <summary>
/// Assignments while they are folded, by their ids and by customer. There are millions and nearly all stay, so they are rows in large
/// pieces of memory, without an object for any of them: objects were a third of the time that folding a log took.
/// </summary>
internal sealed class LogAssignments
{
    /// <summary>What stands for no row.</summary>
    public const int None = -1;

    private const int PieceBits = 11;
    private const int PieceLength = 1 << PieceBits;

    private readonly List<Row[]> _pieces = [];
    private readonly KeptTexts _texts = new();
    private readonly List<string> _packages = [];
    private readonly Dictionary<string, int> _packageNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, AssignmentChange[]> _changes = [];
    private readonly HashSet<int> _rows;
    private readonly HashSet<int>.AlternateLookup<ReadOnlySpan<char>> _byId;
    private int _used;

    public LogAssignments()
    {
        _rows = new(new ById(this));
        _byId = _rows.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Takes in an assignment of a customer.</summary>
    /// <param name="assignment">What is said of it.</param>
    /// <param name="before">The row of the customer that came last; <see cref="None"/> for the first.</param>
    /// <returns>Its row.</returns>
    /// <exception cref="ArgumentException">There is one of that id.</exception>
    public int Add(LogAssignment assignment, int before)
    {
        if (_byId.Contains(assignment.AssignmentId)) throw new ArgumentException($"Assignment {assignment.AssignmentId} is there already.", nameof(assignment));
        if (_used == _pieces.Count << PieceBits) _pieces.Add(new Row[PieceLength]);
        var row = _used++;
        At(row) = new()
        {
            Number = assignment.Number,
            Id = _texts.Keep(assignment.AssignmentId),
            Did = _texts.Keep(assignment.Did),
            Package = PackageNumber(assignment.PackageId),
            Start = assignment.Start,
            End = assignment.End,
            BilledThrough = assignment.BilledThrough,
            Quantity = assignment.Quantity,
            AutoDecrement = assignment.AutoDecrement,
            Setup = assignment.Setup,
            Before = before,
        };
        if (assignment.Changes.Count > 0) _changes[row] = [.. assignment.Changes];
        _rows.Add(row);
        return row;
    }

    /// <summary>The number of an assignment; null when there is none of that id.</summary>
    public long? NumberOf(string assignmentId) => Find(assignmentId, out var row) ? At(row).Number : null;

    /// <summary>Ends an assignment, if there is one.</summary>
    public void End(string assignmentId, DateOnly end)
    {
        if (Find(assignmentId, out var row)) At(row).End = end;
    }

    /// <summary>Changes an assignment, if there is one.</summary>
    public void Change(string assignmentId, AssignmentChange change)
    {
        if (Find(assignmentId, out var row)) _changes[row] = [.. Changes(row), change];
    }

    /// <summary>Takes in a posting of setup, or its reversal, if there is such an assignment.</summary>
    public void SetUp(string assignmentId, PostedCount more)
    {
        if (Find(assignmentId, out var row)) At(row).Setup = At(row).Setup.With(more);
    }

    /// <summary>Forgets an assignment, if there is one. Its memory is given back with all of it: this is rare.</summary>
    public void Remove(string assignmentId)
    {
        if (!Find(assignmentId, out var row)) return;
        _rows.Remove(row);
        _changes.Remove(row);
        At(row).IsRemoved = true;
    }

    /// <summary>The assignments of a customer in ordinal order of their ids.</summary>
    /// <param name="last">The row of the customer that came last.</param>
    public List<LogAssignment> Of(int last)
    {
        var found = new List<LogAssignment>();
        for (var row = last; row != None; row = At(row).Before)
        {
            ref readonly var known = ref At(row);
            if (known.IsRemoved) continue;
            found.Add(new(known.Number, Id(known), _packages[known.Package], Did(known), known.Start, known.End, known.BilledThrough, known.Quantity,
                known.AutoDecrement, Changes(row), known.Setup));
        }
        found.Sort((a, b) => string.CompareOrdinal(a.AssignmentId, b.AssignmentId));
        return found;
    }

    /// <summary>Those of a customer that may be due on the packages' date, in ordinal order of their ids; the very ones that <see cref="BookReader"/> gives.</summary>
    /// <param name="last">The row of the customer that came last.</param>
    /// <param name="packages">The packages, seen on the date.</param>
    /// <param name="earliestEnd">The earliest end with which something may be owed (<see cref="PackagesOn.EarliestEnd"/>).</param>
    /// <param name="postings">What was posted on the date.</param>
    public List<AssignmentBook> Due(int last, PackagesOn packages, DateOnly earliestEnd, LogPostings postings)
    {
        var due = new List<AssignmentBook>();
        for (var row = last; row != None; row = At(row).Before)
        {
            ref readonly var known = ref At(row);
            if (known.IsRemoved || known.Start > packages.Date || known.End < earliestEnd) continue;
            var packageId = _packages[known.Package];
            if (packages.Find(packageId) is { IsDue: false } package && (known.Setup.Posted.Stands || !package.HasSetup)) continue;
            due.Add(new(known.Number, Id(known), packageId, Did(known), known.Start, known.End, known.BilledThrough, known.Quantity, known.AutoDecrement,
                // Setup that counts as posted is not considered, so nobody asks whether it was reversed.
                Changes(row), new(known.Setup.Times, known.Setup.Posted.Stands),
                postings.On(known.Number, ChargeKind.Recurring, packages.Date), postings.On(known.Number, ChargeKind.MinimumSpend, packages.Date)));
        }
        if (due.Count > 1) due.Sort((a, b) => string.CompareOrdinal(a.AssignmentId, b.AssignmentId));
        return due;
    }

    private ref Row At(int row) => ref _pieces[row >> PieceBits][row & (PieceLength - 1)];

    private bool Find(string assignmentId, out int row) => _byId.TryGetValue(assignmentId, out row);

    private string Id(in Row row) => new(_texts.At(row.Id));

    private string? Did(in Row row) => row.Did == KeptTexts.None ? null : new(_texts.At(row.Did));

    private AssignmentChange[] Changes(int row) => _changes.TryGetValue(row, out var changes) ? changes : [];

    private int PackageNumber(string packageId)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_packageNumbers, packageId, out var isKnown);
        if (isKnown) return number;
        _packages.Add(packageId);
        return number = _packages.Count - 1;
    }

    private struct Row
    {
        public long Number, Id, Did;
        public PostedCount Setup;
        public DateOnly Start;
        public DateOnly? End, BilledThrough;
        public int Package, Quantity, Before;
        public bool AutoDecrement, IsRemoved;
    }

    /// <summary>Rows are found by the text of their ids, which is kept once.</summary>
    private sealed class ById(LogAssignments of) : IEqualityComparer<int>, IAlternateEqualityComparer<ReadOnlySpan<char>, int>
    {
        public bool Equals(int x, int y) => x == y;

        public int GetHashCode([DisallowNull] int row) => GetHashCode(of._texts.At(of.At(row).Id));

        public bool Equals(ReadOnlySpan<char> id, int row) => id.SequenceEqual(of._texts.At(of.At(row).Id));

        public int GetHashCode(ReadOnlySpan<char> id) => string.GetHashCode(id);

        public int Create(ReadOnlySpan<char> id) => throw new NotSupportedException("A row is made of an assignment.");
    }
}
