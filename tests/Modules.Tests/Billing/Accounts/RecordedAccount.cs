using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Modules.Tests.Billing.Accounts;

/// <summary>What can be recorded on an account, and what happens around it.</summary>
public enum Deed
{
    Pay,
    Adjust,
    Charge,
    Reverse,
    Move,
}

/// <summary>One thing that happens, some hours after the one before, or before it where a clock is set back.</summary>
public sealed record Step(Deed Deed, int Hours, int Size);

/// <summary>A random account as its events, with runs for business dates in any order, a clock that is set back
/// and a customer who moves.</summary>
internal sealed class RecordedAccount
{
    private static readonly string[] Zones = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"];

    private readonly List<(long Position, string Zone)> _zones = [(1, "UTC")];
    private readonly List<(DateOnly Date, ChargeLine Line)> _posted = [];
    private decimal _credit;
    private long _position = 1;
    private DateTimeOffset _now = new(2025, 3, 1, 10, 0, 0, TimeSpan.Zero);

    public RecordedAccount(IEnumerable<Step> steps)
    {
        foreach (var step in steps) Do(step);
    }

    public static Arbitrary<Step[]> Any { get; } = Arb.From(
        (from deed in Gen.Elements(
            Deed.Pay, Deed.Adjust, Deed.Charge, Deed.Charge, Deed.Charge, Deed.Reverse, Deed.Reverse, Deed.Move)
         from hours in Gen.Choose(-8, 40)
         from size in Gen.Choose(1, 999)
         select new Step(deed, hours, size)).ArrayOf(20),
        steps => Enumerable.Range(0, steps.Length).Select(i => steps.Where((_, index) => index != i).ToArray()));

    public List<StoredEvent> Events { get; } = [];

    public CustomerZones CustomerZones =>
        new([.. _zones.Select(zone => zone.Position)], [.. _zones.Select(zone => zone.Zone)]);

    /// <summary>All pages of a statement, asked for one after the other as a client does.</summary>
    public async Task<List<StatementPage>> Pages(DateOnly from, DateOnly to, int limit)
    {
        var pages = new List<StatementPage>();
        string? after = null;
        do
        {
            var page = PageRequest.Read(limit.ToString(System.Globalization.CultureInfo.InvariantCulture), after);
            var place = StatementPlace.Of(page);
            var events = Events.Where(stored => stored.Version >= place.Version).ToAsyncEnumerable();
            pages.Add(await new Statement(CustomerZones, from, to, place).Page(events, page, CancellationToken.None));
            after = pages[^1].Next;
        }
        while (after is not null);
        return pages;
    }

    private void Do(Step step)
    {
        _now = _now.AddHours(step.Hours);
        var amount = step.Size / 10m;
        var today = TimeZones.LocalDate(_zones[^1].Zone, _now);
        switch (step.Deed)
        {
            case Deed.Move:
                _zones.Add((++_position, Zones[step.Size % Zones.Length]));
                break;
            case Deed.Pay:
                Add(new PaymentReceived("acme", today, amount, $"wire-{step.Size}", _credit += amount));
                break;
            case Deed.Adjust:
                Add(new CreditAdjusted("acme", today, $"adjustment-{_position}", -amount, "a fee", _credit -= amount));
                break;
            case Deed.Charge:
                Charge(today.AddDays(-step.Size % 60), amount, 1 + (step.Size % 4));
                break;
            case Deed.Reverse when _posted.Count > 0:
                var (date, line) = _posted[^1];
                _posted.RemoveAt(_posted.Count - 1);
                Add(new LineReversed("acme", today, date, "USD", line, "in error",
                    _credit += line.DebitsCredit ? line.Retail : 0, ChargeAgain: false));
                break;
        }
    }

    // Every third line accrues: it is no entry.
    private void Charge(DateOnly date, decimal retail, int count)
    {
        var lines = Enumerable.Range(0, count).Select(n => new ChargeLine(
            $"a-{_position}-{n}", "seat", null, ChargeKind.Recurring, date, 1, 1, retail, 0, retail, 0,
            n % 3 != 2, false)).ToList();
        var debited = lines.Where(line => line.DebitsCredit).Sum(line => line.Retail);
        var before = _credit;
        Add(new ChargesPosted("acme", "run", date, _position, "USD", debited, lines.Sum(line => line.Retail) - debited,
            before, _credit -= debited, lines));
        _posted.AddRange(lines.Select(line => (date, line)));
    }

    private void Add(object fact) =>
        Events.Add(
            new(++_position, Guid.Empty, Streams.Account("acme"), Events.Count + 1, "", fact, new(_now, "test")));
}
