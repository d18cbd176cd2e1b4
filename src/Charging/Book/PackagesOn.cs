using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace PackageBilling.Charging.Book;

/// <summary>What a date is for assignments that start on the same date.</summary>
/// <param name="Matches">Whether a recurring line is due.</param>
/// <param name="Settles">Whether an interval of minimum spend ends.</param>
/// <param name="Previous">prev(D): where that interval began; null when none ended before.</param>
public readonly record struct BillingDay(bool Matches, bool Settles, DateOnly? Previous);

/// <summary>One package on one date: what is the same for all its assignments, worked out once.</summary>
public sealed class PackageOn
{
    private readonly BillingDay _day;
    // Of a package that bills from each assignment's start, by the start.
    private readonly ConcurrentDictionary<DateOnly, BillingDay>? _days;

    internal PackageOn(PackageBook book, DateOnly date)
    {
        (Book, Date, Terms) = (book, date, book.TermsOn(date));
        if (book.BillsFromStart) _days = new();
        else _day = Of(default);
    }

    /// <summary>The package.</summary>
    public PackageBook Book { get; }

    /// <summary>The date.</summary>
    public DateOnly Date { get; }

    /// <summary>Its terms on the date.</summary>
    public PackageTerms Terms { get; }

    /// <summary>What the date is for assignments with a start.</summary>
    public BillingDay For(DateOnly start) => _days is null ? _day : _days.GetOrAdd(start, Of);

    /// <summary>Whether setup has a price, unless an assignment has one of its own.</summary>
    public bool HasSetup => Terms.SetupRetail != 0 || Terms.SetupCost != 0;

    /// <summary>Whether any assignment of it may be due on the date whatever changes on that date,
    /// setup aside.</summary>
    public bool MayBeDue => _days is not null || _day.Matches || _day.Settles;

    /// <summary>
    /// Whether an assignment may be due on the date because its own activity or terms change then (domain:
    /// "Proration").
    /// </summary>
    public bool Prorates => Terms.Prorate != Prorate.None;

    /// <summary>Where the earliest interval that may be settled on the date began;
    /// the date itself when none is.</summary>
    internal DateOnly EarliestSettled => _days is not null
        ? Date.AddDays(-Math.Min(Date.DayNumber, Book.LongestInterval))
        : _day.Settles ? _day.Previous ?? DateOnly.MinValue : Date;

    private BillingDay Of(DateOnly start) =>
        new(Book.Matches(Date, start), Book.Settles(Date, start), Book.Previous(Date, start));
}

/// <summary>All packages, as known at one position, seen on one date.</summary>
public sealed class PackagesOn
{
    private readonly FrozenDictionary<string, PackageOn> _packages;

    /// <summary>Works out what is the same for all assignments of each package.</summary>
    public PackagesOn(DateOnly date, IEnumerable<PackageBook> books)
    {
        Date = date;
        _packages = books.ToFrozenDictionary(
            book => book.PackageId, book => new PackageOn(book, date), StringComparer.Ordinal);
    }

    /// <summary>The date.</summary>
    public DateOnly Date { get; }

    /// <summary>All packages, in no order.</summary>
    public IEnumerable<PackageOn> All => _packages.Values;

    /// <summary>
    /// The earliest end date with which an assignment can still owe something on the date:
    /// minimum spend is settled after the end.
    /// </summary>
    public DateOnly EarliestEnd() => All.Select(package => package.EarliestSettled).DefaultIfEmpty(Date).Min();

    /// <summary>
    /// The interval of minimum spend that an assignment settles on the date, [From, Before); null when it settles none.
    /// </summary>
    public (DateOnly From, DateOnly Before)? Settled(AssignmentBook assignment) =>
        Find(assignment.PackageId) is { } package ? AssignmentDue.Settled(assignment, package) : null;

    /// <summary>A package; null when it is not known.</summary>
    public PackageOn? Find(string packageId) => _packages.GetValueOrDefault(packageId);
}
