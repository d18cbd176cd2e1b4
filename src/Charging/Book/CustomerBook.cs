namespace PackageBilling.Charging.Book;

/// <summary>All that a decision needs to know of one customer, as known at one position.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="TimeZone">Its zone, to compare with those in which the date had not come yet.</param>
/// <param name="CreditLimit">How far below zero the credit may go.</param>
/// <param name="Credit">Its credit.</param>
/// <param name="AccountVersion">The version of the account's stream that the credit is of.</param>
/// <param name="Assignments">The assignments that may be due, in ordinal order of their ids.</param>
public sealed record CustomerBook(
    string CustomerId,
    string Currency,
    string TimeZone,
    decimal CreditLimit,
    decimal Credit,
    long AccountVersion,
    IReadOnlyList<AssignmentBook> Assignments)
{
    /// <summary>The events that say something of a customer for a decision;
    /// its credit is a ledger of its own.</summary>
    public static readonly IReadOnlyList<Type> EventTypes =
        [typeof(CustomerRegistered), typeof(CustomerCreditLimitChanged), typeof(CustomerTimeZoneChanged)];

    /// <summary>The customer after one more of these events.</summary>
    /// <param name="book">The customer before it; null before it was registered.</param>
    /// <param name="event">One of <see cref="EventTypes"/>.</param>
    public static CustomerBook Evolve(CustomerBook? book, object @event) => @event switch
    {
        CustomerRegistered e => new(e.CustomerId, e.Currency, e.TimeZone, e.CreditLimit, 0, 0, []),
        CustomerCreditLimitChanged e => Known(book, e.CustomerId) with { CreditLimit = e.CreditLimit },
        CustomerTimeZoneChanged e => Known(book, e.CustomerId) with { TimeZone = e.TimeZone },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} says nothing of a customer for a decision."),
    };

    /// <summary>The customer that one of <see cref="EventTypes"/> is about.</summary>
    public static string IdOf(object @event) => @event switch
    {
        CustomerRegistered e => e.CustomerId,
        CustomerCreditLimitChanged e => e.CustomerId,
        CustomerTimeZoneChanged e => e.CustomerId,
        _ => throw new InvalidOperationException($"{@event.GetType().Name} says nothing of a customer for a decision."),
    };

    private static CustomerBook Known(CustomerBook? book, string customerId) =>
        book ?? throw new InvalidOperationException($"Customer {customerId} was changed before it was registered.");
}
