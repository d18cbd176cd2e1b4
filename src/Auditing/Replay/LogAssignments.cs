using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// Assignments while they are folded, by id and by customer. There are millions and nearly all stay, so they are rows
/// in large arrays instead of objects: objects took a third of the time of folding a log. A row holds what an
/// <see cref="AssignmentBook"/> is made of; its terms are one number, since most assignments share them.
/// </summary>
internal sealed class LogAssignments
{
    /// <summary>Stands for no row.</summary>
    public const int None = -1;

    private const int PieceBits = 11;
    private const int PieceLength = 1 << PieceBits;

    private readonly List<Row[]> _pieces = [];
    private readonly KeptTexts _texts = new();
    private readonly Numbered<string> _packages = new(StringComparer.Ordinal);
    private readonly Numbered<AssignmentTerms> _terms = new(EqualityComparer<AssignmentTerms>.Default);
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

    /// <summary>Applies an event of an assignment.</summary>
    /// <param name="customer">Whose assignment it is.</param>
    /// <param name="e">
    /// One of <see cref="AssignmentBook.EventTypes"/>; one about an unknown assignment is ignored.
    /// </param>
    /// <param name="position">The event's position.</param>
    /// <exception cref="ArgumentException">An assignment of that id is there already.</exception>
    public void Apply(LogCustomer customer, IAssignmentEvent e, long position)
    {
        if (e is PackageAssigned)
        {
            Add(customer, AssignmentBook.Evolve(null, e, position)!, default);
            return;
        }
        if (!_byId.TryGetValue(e.AssignmentId, out var row)) return;
        if (AssignmentBook.Evolve(Book(At(row)), e, position) is { } after)
        {
            At(row).End = after.End;
            At(row).Terms = _terms.Of(after.Terms);
            return;
        }
        // Its memory is freed with the whole book; this is rare.
        _rows.Remove(row);
        At(row).IsRemoved = true;
    }

    /// <summary>Adds an assignment of a customer as it was folded before.</summary>
    /// <exception cref="ArgumentException">There is one of that id.</exception>
    public void Add(LogCustomer customer, AssignmentBook book, PostedCount setup)
    {
        if (_byId.Contains(book.AssignmentId))
            throw new ArgumentException($"Assignment {book.AssignmentId} is there already.", nameof(book));
        if (_used == _pieces.Count << PieceBits) _pieces.Add(new Row[PieceLength]);
        var row = _used++;
        At(row) = new()
        {
            Key = book.Key,
            Id = _texts.Keep(book.AssignmentId),
            Did = _texts.Keep(book.Did),
            Package = _packages.Of(book.PackageId),
            Start = book.Start,
            End = book.End,
            Terms = _terms.Of(book.Terms),
            Setup = setup,
            Before = customer.LastAssignment,
        };
        customer.LastAssignment = row;
        _rows.Add(row);
    }

    /// <summary>The short key of an assignment; null when there is none of that id.</summary>
    public long? KeyOf(string assignmentId) => _byId.TryGetValue(assignmentId, out var row) ? At(row).Key : null;

    /// <summary>Counts a posting of setup, or its reversal, if there is such an assignment.</summary>
    public void SetUp(string assignmentId, PostedCount more)
    {
        if (_byId.TryGetValue(assignmentId, out var row)) At(row).Setup = At(row).Setup.With(more);
    }

    /// <summary>
    /// The assignments of a customer in ordinal order of their ids, each with what was posted of setup.
    /// </summary>
    public List<(AssignmentBook Book, PostedCount Setup)> Of(LogCustomer customer)
    {
        var found = new List<(AssignmentBook Book, PostedCount Setup)>();
        for (var row = customer.LastAssignment; row != None; row = At(row).Before)
            if (!At(row).IsRemoved) found.Add((Book(At(row)), At(row).Setup));
        found.Sort((one, other) => AssignmentBook.ById(one.Book, other.Book));
        return found;
    }

    /// <summary>
    /// Those of a customer that may be due on the packages' date, in ordinal order of their ids; exactly those that
    /// <see cref="BookReader"/> gives.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="packages">The packages, seen on the date.</param>
    /// <param name="earliestEnd">
    /// The earliest end with which something may be owed (<see cref="PackagesOn.EarliestEnd"/>).
    /// </param>
    /// <param name="postings">What was posted on the date.</param>
    public List<AssignmentBook> Due(
        LogCustomer customer, PackagesOn packages, DateOnly earliestEnd, LogPostings postings)
    {
        var due = new List<AssignmentBook>();
        for (var row = customer.LastAssignment; row != None; row = At(row).Before)
        {
            ref readonly var known = ref At(row);
            if (known.IsRemoved || known.Start > packages.Date || known.End < earliestEnd) continue;
            var setup = known.Setup.Posted;
            var book = Book(known);
            if (packages.Find(book.PackageId) is { MayBeDue: false } package
                && (setup.IsStanding || !(package.HasSetup || book.Terms.HasOwnSetup))
                && !(package.Prorates && book.TurnsOn(packages.Date)))
                continue;
            due.Add(book with
            {
                // Setup that counts as posted is not considered, so it doesn't matter whether it was reversed.
                Posted = new(
                    new(setup.Times, setup.IsStanding),
                    postings.On(known.Key, ChargeKind.Recurring, packages.Date),
                    postings.On(known.Key, ChargeKind.Proration, packages.Date),
                    postings.On(known.Key, ChargeKind.MinimumSpend, packages.Date)),
            });
        }
        if (due.Count > 1) due.Sort(AssignmentBook.ById);
        return due;
    }

    private ref Row At(int row) => ref _pieces[row >> PieceBits][row & (PieceLength - 1)];

    private AssignmentBook Book(in Row row) => new(
        row.Key, new(_texts.At(row.Id)), _packages.At(row.Package),
        row.Did == KeptTexts.None ? null : new(_texts.At(row.Did)), row.Start, row.End, _terms.At(row.Terms));

    private struct Row
    {
        public long Key, Id, Did;
        public PostedCount Setup;
        public DateOnly Start;
        public DateOnly? End;
        public int Package, Terms, Before;
        public bool IsRemoved;
    }

    /// <summary>A few distinct values, each with a number.</summary>
    private sealed class Numbered<T>(IEqualityComparer<T> comparer) where T : notnull
    {
        private readonly List<T> _all = [];
        private readonly Dictionary<T, int> _numbers = new(comparer);

        public T At(int number) => _all[number];

        public int Of(T one)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, one, out var isKnown);
            if (isKnown) return number;
            _all.Add(one);
            return number = _all.Count - 1;
        }
    }

    /// <summary>Rows are found by the text of their ids, which is kept once.</summary>
    private sealed class ById(LogAssignments of)
        : IEqualityComparer<int>, IAlternateEqualityComparer<ReadOnlySpan<char>, int>
    {
        public bool Equals(int x, int y) => x == y;

        public int GetHashCode([DisallowNull] int row) => GetHashCode(of._texts.At(of.At(row).Id));

        public bool Equals(ReadOnlySpan<char> id, int row) => id.SequenceEqual(of._texts.At(of.At(row).Id));

        public int GetHashCode(ReadOnlySpan<char> id) => string.GetHashCode(id);

        public int Create(ReadOnlySpan<char> id) => throw new NotSupportedException("A row is made of an assignment.");
    }
}
