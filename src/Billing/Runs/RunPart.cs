using System.Buffers;
using System.Security.Cryptography;

namespace PackageBilling.Billing.Runs;

/// <summary>
/// Customers that were decided at one position and are posted together, in the form in which they are posted. What they
/// were decided from is let go at once and a part is used again after it was posted,
/// so that a run leaves little to collect.
/// </summary>
internal sealed class RunPart
{
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly ChargesJson _writer;
    private readonly List<DecidedCustomer> _customers = [];
    private readonly List<DecidedCustomer> _charged = [];
    private readonly List<PostedKey> _keys = [];
    private readonly ArrayBufferWriter<byte> _form = new();
    private readonly ArrayBufferWriter<byte> _leaves = new(), _otherLeaves = new();

    public RunPart() => _writer = new(_json);

    /// <summary>The part's number in its run.</summary>
    public int Number { get; private set; }

    /// <summary>The position of the book that it was decided at.</summary>
    public long Position { get; private set; }

    /// <summary>The customers that it answers for.</summary>
    public CustomerRange Range { get; private set; } = CustomerRange.All;

    /// <summary>Every customer decided, in order.</summary>
    public IReadOnlyList<DecidedCustomer> Customers => _customers;

    /// <summary>Those that are charged: one event each.</summary>
    public IReadOnlyList<DecidedCustomer> Charged => _charged;

    /// <summary>The keys of the charged lines, customer by customer.</summary>
    public IReadOnlyList<PostedKey> Keys => _keys;

    /// <summary>Lines considered so far.</summary>
    public int Lines { get; private set; }

    /// <summary>Whether it is time to post it.</summary>
    public bool IsFull => Lines >= RunLimits.LinesPerPart || _customers.Count >= RunLimits.CustomersPerPart;

    /// <summary>Begins a part in the place of one that was posted.</summary>
    public void Begin(long position)
    {
        (Position, Lines) = (position, 0);
        _json.ResetWrittenCount();
        _customers.Clear();
        _charged.Clear();
        _keys.Clear();
        _leaves.ResetWrittenCount();
        _otherLeaves.ResetWrittenCount();
    }

    /// <exception cref="InvalidOperationException">The lines do not lead from the credit
    /// before to the credit after.</exception>
    public void Add(ChargeRunStarted run, CustomerOutcome outcome)
    {
        var (customer, from, keys) = (outcome.Customer, _json.WrittenCount, 0);
        if (outcome.PostsAnything)
        {
            if (customer.Credit - outcome.Totals.ByCurrency[0].Debited != outcome.CreditAfter)
                throw new InvalidOperationException($"The lines of {customer.CustomerId} do not add up to its credit.");
            _writer.Begin(run, Position, outcome);
        }
        List<UnchargedLine>? notCharged = null;
        foreach (var decided in outcome.Lines)
        {
            Lines++;
            _form.ResetWrittenCount();
            var start = SealedLine.Write(_form, run.Date, customer, decided);
            if (decided.Outcome == LineOutcome.Charged)
            {
                _writer.Add(decided.Line.Kind, _form.WrittenSpan[start..]);
                _keys.Add(decided.Key);
                keys++;
                SealedLine.AddLeaf(_leaves, _form.WrittenSpan);
            }
            else
            {
                (notCharged ??= [])
                    .Add(new(customer.CustomerId, customer.Currency, decided.Outcome, decided.Reason!, decided.Line));
                SealedLine.AddLeaf(_otherLeaves, _form.WrittenSpan);
            }
        }
        if (outcome.PostsAnything) _writer.End();
        DecidedCustomer one = new(
            customer.CustomerId, customer.AccountVersion, outcome.Totals, from.._json.WrittenCount, keys, notCharged);
        _customers.Add(one);
        if (outcome.PostsAnything) _charged.Add(one);
    }

    /// <summary>Says what the part is, once no customer is added any more.</summary>
    public RunPart End(int number, CustomerRange range)
    {
        (Number, Range) = (number, range);
        return this;
    }

    /// <summary>The events of <see cref="Charged"/>; valid until the part begins again.</summary>
    public IReadOnlyList<BulkEvent> Events() => _charged.ConvertAll(customer => new BulkEvent(
        Streams.Account(customer.CustomerId), customer.AccountVersion, typeof(ChargesPosted),
        _json.WrittenMemory[customer.Json]));

    /// <summary>The leaves of the lines that are charged, and of those that are not, but for customers left out;
    /// valid until the part begins again.</summary>
    public (PartLeaves Charged, PartLeaves NotCharged) Leaves(IReadOnlySet<string> without) => (
        Leaves(_leaves.WrittenMemory, customer => customer.Keys, without),
        Leaves(_otherLeaves.WrittenMemory, customer => customer.NotCharged?.Count ?? 0, without));

    private PartLeaves Leaves(ReadOnlyMemory<byte> all, Func<DecidedCustomer, int> count, IReadOnlySet<string> without)
    {
        // Mostly nobody is left out, and nothing is copied.
        var (customers, lines, hashes, place, used) =
            (new List<string>(), new List<int>(), without.Count == 0 ? null : new byte[all.Length], 0, 0);
        foreach (var customer in _customers)
        {
            var bytes = count(customer) * SHA256.HashSizeInBytes;
            if (bytes > 0 && !without.Contains(customer.CustomerId))
            {
                customers.Add(customer.CustomerId);
                lines.Add(count(customer));
                if (hashes is not null) all.Slice(place, bytes).CopyTo(hashes.AsMemory(used));
                used += bytes;
            }
            place += bytes;
        }
        return new([.. customers], [.. lines], hashes is null ? all : hashes.AsMemory(0, used));
    }

}

/// <summary>One customer of a part.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="AccountVersion">The version of the account that it was decided at.</param>
/// <param name="Totals">What was decided, counted.</param>
/// <param name="Json">Where in the part its event's stored form is; empty when nothing is charged.</param>
/// <param name="Keys">How many lines are charged.</param>
/// <param name="NotCharged">The other lines; null when there are none.</param>
internal readonly record struct DecidedCustomer(
    string CustomerId, long AccountVersion, RunTotals Totals, Range Json, int Keys,
    IReadOnlyList<UnchargedLine>? NotCharged);
