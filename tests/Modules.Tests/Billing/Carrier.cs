using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>
/// A carrier of any size, the same one for the same numbers: 40 packages in two currencies, customers with 2 to 4
/// assignments each, some with credit. On <see cref="RunDate"/> every assignment is due. It is imported as a carrier's
/// data are: as events, in bulk.
/// </summary>
/// <param name="assignments">How many.</param>
/// <param name="seed">Other numbers make another carrier.</param>
/// <param name="prefix">What ids begin with.</param>
/// <param name="negotiates">Whether a third of the assignments have terms of their own: a price, a discount, a changed
/// quantity or a pause that has ended, some of them on packages that charge parts of a period.</param>
internal sealed class Carrier(int assignments, int seed = 1, string prefix = "c", bool negotiates = false)
{
    public static readonly DateOnly RunDate = new(2026, 3, 1);

    private const int Packages = 40;
    private const int EventsPerTransaction = 10_000;
    private const int KeysAtOnce = 1_000;
    private static readonly DateTimeOffset Imported = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly EventMetadata Import = new(Imported, "import");

    // A Sunday, and the first of a month.
    private static readonly (Frequency Frequency, DayOfWeek[] Weekdays, int[] MonthDays)[] Matches =
    [
        (Frequency.Monthly, [], [1]), (Frequency.Monthly, [], [1]), (Frequency.Monthly, [], [1, 15]),
        (Frequency.Weekly, [DayOfWeek.Sunday], []), (Frequency.Daily, [], []),
    ];

    private readonly Random _random = new(seed);
    private readonly List<string> _customers = [];
    private IReadOnlyDictionary<string, CustomerKey> _keys = new Dictionary<string, CustomerKey>();
    private Func<string, string> _hash = number => number;

    public int Assignments { get; } = assignments;

    public IReadOnlyList<string> Customers => _customers;

    /// <summary>Appends all of it and waits until every projection has it.</summary>
    public async Task Load(Node node, Action<string>? say = null)
    {
        var pending = new List<BulkEvent>(EventsPerTransaction);
        var later = new List<BulkEvent>();
        for (var n = 0; n < Packages; n++) pending.AddRange(Package(n));
        var made = 0;
        while (made < Assignments)
        {
            if (_customers.Count % KeysAtOnce == 0) await MakeKeys(node);
            var customer = Customer(_customers.Count);
            pending.Add(Event(PackageBilling.Subscriptions.Customer.Stream(customer.CustomerId), customer));
            var many = Math.Min(2 + (_customers.Count % 3), Assignments - made);
            // Three of four assignments come with the customer, the others were added over the years.
            for (var i = 0; i < many; i++)
            {
                var facts = Assigned(made++, customer);
                // Facts of one assignment stay together.
                if (_random.Next(4) == 0 && facts.Count == 1) later.AddRange(facts);
                else pending.AddRange(facts);
            }
            if (_random.Next(3) == 0) pending.AddRange(Paid(customer));
            _customers.Add(customer.CustomerId);
            if (pending.Count < EventsPerTransaction) continue;
            await Append(node, pending);
            pending.Clear();
            if (_customers.Count % 100_000 < 5_000)
                say?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{made} assignments"));
        }
        var rest = later.ToArray();
        _random.Shuffle(rest);
        await Append(node, pending);
        foreach (var some in rest.Chunk(EventsPerTransaction)) await Append(node, some);
        await WaitForAll(node);
    }

    // DIDs are in the log as tokens under the keys of their customers.
    private async Task MakeKeys(Node node)
    {
        _hash = await node.Services.GetRequiredService<NumberHashes>().Ready(CancellationToken.None);
        var customers = Enumerable.Range(_customers.Count, KeysAtOnce).Select(CustomerId).ToArray();
        var encryption = node.Services.GetRequiredService<EncryptionKeys>();
        // The same keys for the same customers, so that two nodes have the same tokens.
        await using var insert = node.Source.CreateCommand("""
            INSERT INTO vault.customer_keys (customer_id, key, key_id)
            SELECT c, k, $3 FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS n (c, k, place) ORDER BY place
            ON CONFLICT DO NOTHING
            """);
        insert.Parameters.Add(new() { Value = customers });
        insert.Parameters.Add(new() { Value = customers.Select(id =>
            encryption.Wrap(SHA256.HashData(Encoding.UTF8.GetBytes(id)), $"customer/{id}").Text).ToArray() });
        insert.Parameters.Add(new() { Value = encryption.NewestId });
        await insert.ExecuteNonQueryAsync();
        _keys = await node.Services.GetRequiredService<CustomerKeys>().Of(customers, CancellationToken.None);
    }

    private string CustomerId(int n) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{n:0000000}");

    /// <summary>Waits until every projection covers the log.</summary>
    public static async Task WaitForAll(Node node)
    {
        var subscriptions = (ISubscriptions)node.Services.GetService(typeof(ISubscriptions))!;
        var position = await node.Log.SafePosition(CancellationToken.None);
        foreach (var projection in (string[])["catalog", "subscriptions", "billing"])
            await subscriptions.WaitFor(projection, position, TimeSpan.FromMinutes(30), CancellationToken.None);
    }

    private static async Task Append(Node node, IReadOnlyList<BulkEvent> events)
    {
        await using var connection = await node.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var done = await node.Log.AppendBulk(connection, events, Import, CancellationToken.None);
        if (done.Conflicts.Count > 0) throw new InvalidOperationException("The carrier is there already.");
        await transaction.CommitAsync();
    }

    private IEnumerable<BulkEvent> Package(int n)
    {
        var (frequency, weekdays, monthDays) = Matches[n % Matches.Length];
        var (id, name) = (PackageId(n), $"{prefix} package {n}");
        // One in eight sells setup too; one in five is a mere cost; prices have up to six places.
        var setup = n % 8 == 3 ? 5 + n : 0;
        var retail = n % 5 == 4 ? 0 : 1.5m + (n * 0.25m) + (n % 7 == 0 ? 0.000125m : 0);
        var terms = new PackageTerms(name, null, retail, 0.4m + (n * 0.1m), setup, setup / 2m, 1, frequency, weekdays,
            monthDays, [], null, null, null)
        {
            Prorate = negotiates && n % 4 == 1
                ? Prorate.First | Prorate.Last | Prorate.Changes : Prorate.None,
        };
        yield return Event(PackageBilling.Catalog.Package.Stream(id),
            new PackageDefined(id, PackageType.Standard, Currency(n), terms));
        yield return Event(PackageName.Stream(name), new PackageNameClaimed(name, id));
    }

    private CustomerRegistered Customer(int n) => new(
        CustomerId(n), string.Create(CultureInfo.InvariantCulture, $"Customer {n}"),
        Currency(n),
        (n % 4) switch { 0 => "America/New_York", 1 => "Europe/Berlin", 2 => "Asia/Kolkata", _ => "UTC" }, n % 5 * 25);

    private List<BulkEvent> Assigned(int n, CustomerRegistered customer)
    {
        var package = _random.Next(Packages / 2) * 2 + (customer.Currency == "USD" ? 0 : 1);
        var id = $"{prefix}{_random.NextInt64():x16}{n:x8}";
        var did = n % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"4930{n:00000000}") : null;
        var start = RunDate.AddDays(-30 - (n % 700));
        var assigned = new PackageAssigned(
            id, customer.CustomerId, PackageId(package), did is null ? null : _keys[customer.CustomerId].Seal(did),
            start)
        {
            Quantity = 1 + (n % 4), AutoDecrementCredit = n % 3 != 0, BillPast = true,
            DidHash = did is null ? null : _hash(did),
        };
        // In turn, so that each is met with any start, package and customer.
        object[] facts = !negotiates ? [assigned] : (n % 12) switch
        {
            1 => [assigned with { Retail = 2.5m + (n % 9) }],
            4 => [assigned with { DiscountPercent = 5m + (n % 3 * 5) }],
            7 => [assigned, new AssignmentChanged(
                id, customer.CustomerId, start.AddDays(10), new SaidTerms { Quantity = 2 + (n % 5) })],
            10 => [assigned, new AssignmentPaused(id, customer.CustomerId, start.AddDays(5)),
                new AssignmentResumed(id, customer.CustomerId, start.AddDays(20))],
            _ => [assigned],
        };
        return [.. facts.Select(fact => Event(Assignment.Stream(id), fact))];
    }

    private IEnumerable<BulkEvent> Paid(CustomerRegistered customer)
    {
        var (amount, reference) = (_random.Next(10, 500) + 0.5m, $"opening {customer.CustomerId}");
        yield return Event(Streams.Payment(customer.CustomerId, $"{_random.NextInt64():x16}"),
            new PaymentReferenceUsed(customer.CustomerId, reference, amount));
        yield return Event(Streams.Account(customer.CustomerId),
            new PaymentReceived(customer.CustomerId, RunDate.AddDays(-20), amount, reference, amount));
    }

    private string PackageId(int n) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-package-{n:00}");

    private static string Currency(int n) => n % 2 == 0 ? "USD" : "EUR";

    private static BulkEvent Event(string stream, object fact) => new(stream, 0, fact.GetType(), EventJson.Write(fact));
}
