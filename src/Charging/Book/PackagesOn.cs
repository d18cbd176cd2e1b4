using System.Collections.Frozen;

namespace PackageBilling.Charging.Book;

/// <summary>One package on one date: what is the same for all its assignments, worked out once.</summary>
public sealed record PackageOn(
    PackageBook Book, PackageTerms Terms, bool Matches, bool Settles, DateOnly? Previous)
{
    /// <summary>Whether any assignment of it can have setup to pay.</summary>
    public bool HasSetup => Terms.SetupRetail != 0 || Terms.SetupCost != 0;

    /// <summary>Whether minimum spend of it may be settled on the date.</summary>
    public bool SettlesMinimum => Settles && Book.HasMinimumSpend;

    /// <summary>Whether any assignment of it can be due on the date, setup aside.</summary>
    public bool IsDue => Matches || Settles;
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
            book => book.PackageId,
            book => new PackageOn(book, book.TermsOn(date), book.Matches(date), book.Settles(date), book.Previous(date)),
            StringComparer.Ordinal);
    }

    /// <summary>The date.</summary>
    public DateOnly Date { get; }

    /// <summary>All packages, in no order.</summary>
    public IEnumerable<PackageOn> All => _packages.Values;

    /// <summary>The earliest end date with which an assignment can still owe something on the date: minimum spend is settled after the end.</summary>
    public DateOnly EarliestEnd()
    {
        var earliest = Date;
        foreach (var package in All)
            if (package.SettlesMinimum && (package.Previous ?? DateOnly.MinValue) is var previous && previous < earliest) earliest = previous;
        return earliest;
    }

    /// <summary>A package; null when it is not known.</summary>
    public PackageOn? Find(string packageId) => _packages.GetValueOrDefault(packageId);
}
