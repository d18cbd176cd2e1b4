using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>A book of one customer for decisions without a database: USD, UTC, auto decrement on, credit 1000
/// unless said otherwise.</summary>
internal sealed class Book
{
    private readonly List<PackageRevision> _revisions = [];
    private readonly Dictionary<(ChargeKind Kind, DateOnly Date), int> _posted = [];
    private AssignmentBook _assignment = new(
        7, "a", "p", null, new(2025, 1, 15), null, new() { Quantity = 1, AutoDecrementCredit = true });

    public decimal Credit { get; private set; } = 1000;

    public decimal CreditLimit { get; init; }

    public string CustomerCurrency { get; init; } = "USD";

    public static PackageTerms Terms(
        decimal retail = 0, decimal cost = 0, decimal setup = 0, decimal? minimumSpend = null) =>
        new("p", null, retail, cost, setup, 0, 1, Frequency.None, [], [], [], minimumSpend, null, null);

    public static Book Of(PackageTerms terms, decimal credit = 1000, decimal creditLimit = 0, string currency = "USD")
    {
        var book = new Book { Credit = credit, CreditLimit = creditLimit, CustomerCurrency = currency };
        book._revisions.Add(new(DateOnly.MinValue, terms));
        return book;
    }

    public Book Assigned(
        string start, string? end = null, int quantity = 1, string? billedThrough = null, bool autoDecrement = true)
    {
        _assignment = _assignment with
        {
            Start = Day(start), End = end is null ? null : Day(end),
            Terms = new() { Quantity = quantity, AutoDecrementCredit = autoDecrement,
                BilledThrough = billedThrough is null ? null : Day(billedThrough) },
        };
        return this;
    }

    public Book Revised(string from, PackageTerms terms)
    {
        _revisions.Add(new(Day(from), terms));
        return this;
    }

    public Book Changed(string from, int quantity) =>
        After(new AssignmentChanged("a", "c", Day(from)) { Quantity = quantity });

    public Book Paused(string from) => After(new AssignmentPaused("a", "c", Day(from)));

    public Book Resumed(string on) => After(new AssignmentResumed("a", "c", Day(on)));

    public Book After(IAssignmentEvent @event)
    {
        _assignment = AssignmentBook.Evolve(_assignment, @event, 0)!;
        return this;
    }

    /// <summary>What the calls of the interval that is settled next came to.</summary>
    public Book Spent(decimal spend)
    {
        _assignment = _assignment with { Spend = spend };
        return this;
    }

    /// <summary>Runs a date: what was charged counts as posted from then on.</summary>
    public IReadOnlyList<DecidedLine> Run(string date, OnRepeat repeats = OnRepeat.Skip, params string[] notYet)
    {
        var outcome = Decide(Day(date), repeats, notYet);
        foreach (var (line, _, lineOutcome, _) in outcome.Lines)
            if (lineOutcome == LineOutcome.Charged) _posted[(line.Kind, line.PostingDate)] = line.Occurrence;
        Credit = outcome.CreditAfter;
        return outcome.Lines;
    }

    /// <summary>Runs every date of a span and gives what was charged.</summary>
    public IReadOnlyList<(string Date, ChargeKind Kind, decimal Retail)> Nightly(string from, string to)
    {
        var charged = new List<(string, ChargeKind, decimal)>();
        for (var date = Day(from); date <= Day(to); date = date.AddDays(1))
            foreach (var (line, _, outcome, _) in Run(Text(date)))
                if (outcome == LineOutcome.Charged) charged.Add((Text(date), line.Kind, line.Retail));
        return charged;
    }

    public CustomerOutcome Decide(DateOnly date, OnRepeat repeats = OnRepeat.Skip, params string[] notYet)
    {
        var assignment = _assignment with
        {
            Posted = new(
                Posted(ChargeKind.Setup, _assignment.Start), Posted(ChargeKind.Recurring, date),
                Posted(ChargeKind.Proration, date), Posted(ChargeKind.MinimumSpend, date)),
        };
        return ChargeRun.Decide(
            new("c", CustomerCurrency, "UTC", CreditLimit, Credit, 0, [assignment]),
            new PackagesOn(date, [new PackageBook("p", "USD", _revisions)]),
            new(date, repeats, null, null, notYet.ToHashSet()));
    }

    private Posted Posted(ChargeKind kind, DateOnly date) =>
        _posted.TryGetValue((kind, date), out var times) ? new(times, true) : default;

    public static DateOnly Day(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(DateOnly date) =>
        date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

internal static class TermsWords
{
    public static PackageTerms Monthly(this PackageTerms terms, params int[] days) =>
        terms with { Frequency = Frequency.Monthly, MonthDays = days };

    public static PackageTerms Weekly(this PackageTerms terms, params DayOfWeek[] days) =>
        terms with { Frequency = Frequency.Weekly, Weekdays = days };

    public static PackageTerms Daily(this PackageTerms terms) => terms with { Frequency = Frequency.Daily };
}
