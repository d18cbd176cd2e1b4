namespace PackageBilling.Billing.Reconciliations;

/// <summary>An amount on a supplier's bill.</summary>
/// <param name="Did">What the DID is told by; null when it is about a package.</param>
/// <param name="PackageId">The package, if the bill names it.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Amount">The amount; below 0 when the supplier gives something back.</param>
internal sealed record BilledAmount(string? Did, string? PackageId, string Currency, decimal Amount);

/// <summary>The cost of a line in the books.</summary>
/// <param name="Did">What the DID is told by; null when the line is about none.</param>
/// <param name="Token">The DID as a token.</param>
/// <param name="PackageId">The package.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Cost">The cost; below 0 when it was taken back.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="AssignmentId">The assignment.</param>
internal sealed record LineCost(
    string? Did, string? Token, string PackageId, string Currency, decimal Cost, string CustomerId,
    string AssignmentId);

/// <summary>
/// Compares a supplier's bill with the cost in the books (domain: "Reconciliation"). Amounts of the bill for the same
/// DID, package and currency are added up. The cost of a line counts for what the bill names most exactly: its DID and
/// package, else its DID, else its package. Each amount and each cost is in exactly one sum, and each sum is equal
/// within the tolerance or a difference.
/// </summary>
internal sealed class BillComparison
{
    private readonly Dictionary<Place, Sum> _sums = [];
    private readonly HashSet<Place> _billed = [];
    private readonly bool _namesDids;
    private readonly decimal _tolerance;

    /// <param name="billed">The bill.</param>
    /// <param name="tolerance">Differences up to it, either way, count as none.</param>
    public BillComparison(IEnumerable<BilledAmount> billed, decimal tolerance)
    {
        _tolerance = tolerance;
        foreach (var one in billed)
        {
            var place = new Place(one.Did, one.PackageId, one.Currency);
            _billed.Add(place);
            _namesDids |= one.Did is not null;
            Of(place).Billed += one.Amount;
        }
    }

    /// <summary>Sums that are equal within the tolerance.</summary>
    public int Equal { get; private set; }

    /// <summary>How many sums there are so far.</summary>
    public int Places => _sums.Count;

    /// <summary>Takes the cost of a line.</summary>
    public void Add(LineCost line)
    {
        var sum = Of(PlaceOf(line));
        sum.Cost += line.Cost;
        sum.First ??= line;
    }

    /// <summary>The differences by kind, in each by DID, package and currency; and the sums of all, by
    /// currency.</summary>
    public (IReadOnlyList<FoundDifference> Rows, IReadOnlyList<ReconciledSum> Sums) End()
    {
        var (rows, totals) = (new List<FoundDifference>(), new SortedDictionary<string, ReconciledSum>(
            StringComparer.Ordinal));
        foreach (var (place, sum) in _sums)
        {
            var difference = sum.Billed - sum.Cost;
            var isEqual = Math.Abs(difference) <= _tolerance;
            var total = totals.GetValueOrDefault(place.Currency, new(place.Currency, 0, 0, 0, 0));
            totals[place.Currency] = new(
                place.Currency, total.Billed + sum.Billed, total.Cost + sum.Cost, total.Difference + difference,
                total.Tolerated + (isEqual ? difference : 0));
            if (isEqual) Equal++;
            else rows.Add(Row(place, sum));
        }
        return ([.. rows.OrderBy(row => row.Kind).ThenBy(row => row.DidHash ?? row.Did, StringComparer.Ordinal)
            .ThenBy(row => row.PackageId, StringComparer.Ordinal)
            .ThenBy(row => row.Currency, StringComparer.Ordinal)], [.. totals.Values]);
    }

    private FoundDifference Row(Place place, Sum sum)
    {
        var isBilled = _billed.Contains(place);
        return new(
            !isBilled ? DifferenceKind.NotOnBill
                : sum.Cost == 0 ? DifferenceKind.NoCost : DifferenceKind.OtherAmount,
            false, isBilled ? place.Did : null, place.Did is null ? null : sum.First?.Token, place.PackageId, null,
            sum.First?.CustomerId, sum.First?.AssignmentId, sum.Billed, sum.Cost, place.Currency);
    }

    private Place PlaceOf(LineCost line)
    {
        var exact = new Place(line.Did, line.PackageId, line.Currency);
        if (line.Did is not null)
        {
            if (_billed.Contains(exact)) return exact;
            if (exact with { PackageId = null } is var did && _billed.Contains(did)) return did;
        }
        return exact with { Did = null } is var package && (_billed.Contains(package) || !_namesDids)
            ? package : exact;
    }

    private Sum Of(Place place)
    {
        if (!_sums.TryGetValue(place, out var sum)) _sums.Add(place, sum = new());
        return sum;
    }

    private sealed record Place(string? Did, string? PackageId, string Currency);

    private sealed class Sum
    {
        public decimal Billed { get; set; }

        public decimal Cost { get; set; }

        public LineCost? First { get; set; }
    }
}
