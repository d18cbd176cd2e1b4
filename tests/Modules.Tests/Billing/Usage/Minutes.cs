using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>A customer's free minutes without a database: monthly {1} from 2025-01-01 to 91
/// unless said otherwise.</summary>
internal sealed class Minutes
{
    private readonly List<MinutesGrant> _grants = [];
    private CallRating? _rating;
    private int _calls;

    public static PackageTerms Terms(params string[] destinations) =>
        new("p", null, 0, 0, 0, 0, 1, Frequency.Monthly, [], [1], destinations, null, null, null);

    public Minutes Grant(
        string id, int minutes, PackageTerms terms, string start = "2025-01-01", string? end = null, string? did = null,
        params (string From, PackageTerms Terms)[] revisions) =>
        Grant(1, id, minutes, terms, start, end, did, revisions);

    public Minutes Grant(
        int quantity, string id, int minutes, PackageTerms terms, string start = "2025-01-01", string? end = null,
        string? did = null, params (string From, PackageTerms Terms)[] revisions)
    {
        var package = new PackageBook($"package of {id}", "USD",
            [new(DateOnly.MinValue, terms),
                .. revisions.Select(revision => new PackageRevision(Day(revision.From), revision.Terms))]);
        var assignment = AssignmentBook.Evolve(
            null, new PackageAssigned(id, "c", package.PackageId, did, Day(start))
            {
                Quantity = quantity, FreeMinutes = minutes, EndDate = end is null ? null : Day(end),
            }, 1)!;
        _grants.Add(new(assignment, package));
        return this;
    }

    public IReadOnlyList<MinutesGrant> Grants => _grants;

    /// <summary>Rates the next call.</summary>
    public CallAnswer Call(
        string destination, int seconds, decimal amount, string on = "2025-01-05", string? did = null)
    {
        _rating ??= new CallRating(_grants, new Dictionary<WindowKey, long>());
        return _rating.Rate(new(++_calls, $"call {_calls}", "c", did, destination,
            new(Day(on).ToDateTime(new(10, 0)), TimeSpan.Zero), seconds, amount), did, Day(on));
    }

    public long Left(string id, string on)
    {
        var grant = _grants.Single(grant => grant.AssignmentId == id);
        var window = grant.WindowOn(Day(on))!.Value;
        var balance = grant.Balance(window, _rating?.Used ?? new Dictionary<WindowKey, long>());
        return balance.Left + balance.CarriedLeft;
    }

    public static string Uses(CallAnswer answer) =>
        string.Join(' ', answer.Uses.Select(use => $"{use.AssignmentId}:{use.Seconds / 60}"));

    public static DateOnly Day(string date) =>
        DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
