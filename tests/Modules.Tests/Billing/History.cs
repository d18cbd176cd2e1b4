using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>What somebody does to the product, as numbers that mean something only in turn;
/// see <see cref="Story"/>.</summary>
public enum Deed
{
    Define,
    Revise,
    Register,
    Assign,
    Change,
    End,
    Pay,
    Adjust,
    Run,
    RunPackage,
    Price,
    Pause,
    Resume,
    Swap,
}

public sealed record Step(Deed Deed, int A, int B, int C, int D);

/// <summary>Histories as FsCheck makes and shrinks them: by leaving steps out.</summary>
public static class Histories
{
    public static Arbitrary<Step[]> Any(int steps) => Arb.From(
        from deeds in Gen.Elements(Deed.Define, Deed.Revise, Deed.Assign, Deed.Assign, Deed.Assign, Deed.Change,
            Deed.End, Deed.Pay, Deed.Adjust, Deed.Register, Deed.Run, Deed.Run, Deed.Run, Deed.Run, Deed.RunPackage,
            Deed.Price, Deed.Pause, Deed.Resume, Deed.Swap)
            .SelectMany(_ => Number.Four(), (deed, n) => new Step(deed, n.A, n.B, n.C, n.D)).ArrayOf(steps)
        select deeds,
        history => Enumerable.Range(0, history.Length).Select(i => history.Where((_, index) => index != i).ToArray()));

    private static class Number
    {
        public static Gen<(int A, int B, int C, int D)> Four() =>
            from a in Gen.Choose(0, 9_999)
            from b in Gen.Choose(0, 9_999)
            from c in Gen.Choose(0, 9_999)
            from d in Gen.Choose(0, 9_999)
            select (a, b, c, d);
    }
}

/// <summary>Lives a history on a node, with customers and packages of its own, and tells of each run
/// as it goes.</summary>
internal sealed class Story(Node node, string tag)
{
    private static readonly DateOnly Epoch = new(2024, 1, 1);
    private static readonly string[] MoneyOf = ["USD", "EUR", "USD"];
    private static readonly string[] ZoneOf = ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata"];
    private readonly List<(string Id, string Currency, PackageKind Kind)> _packages = [];
    private readonly List<(string Customer, string Assignment, DateOnly Start)> _assignments = [];

    public List<(string Id, string Currency)> Customers { get; } = [];

    /// <summary>Called for every run before it is made, with its date.</summary>
    public Func<DateOnly, Func<Task<RunView>>, Task> OnRun { get; init; } = (_, run) => run();

    private sealed record PackageKind(
        string Frequency, string Match, int Interval, string Anchor, IReadOnlyList<string> Prorate);

    public async Task Live(IEnumerable<Step> history)
    {
        foreach (var first in (Step[])[new(Deed.Register, 0, 0, 0, 0), new(Deed.Register, 1, 1, 0, 0),
            new(Deed.Define, 0, 0, 0, 0), new(Deed.Define, 1, 1, 1, 1), new(Deed.Define, 5, 2, 2, 0)])
            await Do(first);
        foreach (var step in history)
            try
            {
                await Do(step);
            }
            catch (ProblemException)
            {
                // People also ask for what a rule forbids; nothing is written then.
            }
    }

    private async Task Do(Step step)
    {
        var (a, b, c, d) = (step.A, step.B, step.C, step.D);
        switch (step.Deed)
        {
            case Deed.Register:
                var customer = $"{tag}-{(char)('z' - (Customers.Count % 26))}{Customers.Count}";
                Customers.Add((customer, MoneyOf[Customers.Count % MoneyOf.Length]));
                await node.Send(new RegisterCustomer(
                    customer, "Customer", Customers[^1].Currency, ZoneOf[a % ZoneOf.Length], b % 50));
                break;
            case Deed.Define:
                var (currency, kind) = (MoneyOf[_packages.Count % MoneyOf.Length], Kind(a, b));
                var defined =
                    await node.Send(new DefinePackage { Currency = currency, Name = $"{tag} {_packages.Count}",
                        Retail = c % 40 / 4m, Cost = c % 7, SetupRetail = d % 3, SetupCost = 0,
                        Frequency = kind.Frequency, FrequencyMatch = JsonDocument.Parse(kind.Match).RootElement,
                        FrequencyInterval = kind.Interval, Anchor = kind.Anchor, Prorate = kind.Prorate });
                _packages.Add((defined.PackageId, currency, kind));
                break;
            case Deed.Revise:
                var (id, _, same) = _packages[a % _packages.Count];
                await node.Send(new RevisePackage { PackageId = id, Name = $"{tag} {a % _packages.Count}",
                    Retail = b % 40 / 4m, Cost = c % 7, SetupRetail = d % 3, Frequency = same.Frequency,
                    FrequencyMatch = JsonDocument.Parse(same.Match).RootElement, FrequencyInterval = same.Interval,
                    Anchor = same.Anchor, Prorate = same.Prorate, EffectiveFrom = Day(d) });
                break;
            case Deed.Assign:
                var (package, money, _) = _packages[a % _packages.Count];
                var payer = Customers.FindAll(candidate => candidate.Currency == money);
                var (to, start) = (payer[b % payer.Count].Id, Day(c));
                var assigned = await node.Send(new AssignPackage(to,
                    new(null, package, 1 + (d % 5), start, d % 4 == 0 ? start.AddDays(d % 60) : null, null, d % 2 == 0,
                        null, d % 11 == 0 ? start.AddDays(10) : null, null, SkipSetup: c % 9 == 0)
                    {
                        Retail = c % 3 == 0 ? (b % 40) / 4m : default(Optional<decimal>),
                        SetupRetail = c % 8 == 0 ? b % 5 : default(Optional<decimal>),
                    }));
                _assignments.Add((to, assigned.AssignmentId, start));
                break;
            case Deed.Change when _assignments.Count > 0:
                var changed = _assignments[a % _assignments.Count];
                await node.Send(
                    new ChangeAssignment(changed.Customer, changed.Assignment, new(1 + (b % 9), c % 2 == 0, Day(d))));
                break;
            case Deed.Price when _assignments.Count > 0:
                var priced = _assignments[a % _assignments.Count];
                await node.Send(new ChangeAssignment(priced.Customer, priced.Assignment, new(null, null, Day(d))
                {
                    Retail = b % 3 == 0 ? new(null) : b % 3 == 1 ? (b % 50) / 4m : default(Optional<decimal>),
                    DiscountPercent = b % 3 == 2 || c % 2 == 0 ? c % 101 : default(Optional<decimal>),
                }));
                break;
            case Deed.Pause when _assignments.Count > 0:
                var paused = _assignments[a % _assignments.Count];
                await node.Send(new PauseAssignment(paused.Customer, paused.Assignment, Day(b)));
                break;
            case Deed.Resume when _assignments.Count > 0:
                var resumed = _assignments[a % _assignments.Count];
                await node.Send(new ResumeAssignment(resumed.Customer, resumed.Assignment, Day(b)));
                break;
            case Deed.Swap when _assignments.Count > 0:
                var swapped = _assignments[a % _assignments.Count];
                var after = await node.Send(new SwapPackage(
                    swapped.Customer, swapped.Assignment, new(_packages[b % _packages.Count].Id, Day(c))));
                _assignments.Add((swapped.Customer, after.AssignmentId, Day(c)));
                break;
            case Deed.End when _assignments.Count > 0:
                var ended = _assignments[a % _assignments.Count];
                await node.Send(new EndAssignment(ended.Customer, ended.Assignment, ended.Start.AddDays(b % 90)));
                break;
            case Deed.Pay:
                await node.Send(
                    new ReceivePayment(Customers[a % Customers.Count].Id, 1 + (b % 300), $"r{c % 20}-{b % 300}"));
                break;
            case Deed.Adjust:
                await node.Send(new AdjustCredit(Customers[a % Customers.Count].Id, (b % 100) - 50.5m, "a correction"));
                break;
            case Deed.Run:
                var date = Day(a);
                await OnRun(date, () => node.Run(date, [.. Customers.Select(one => one.Id)]));
                break;
            case Deed.RunPackage:
                await node.RunPackage(Customers[a % Customers.Count].Id, Day(b));
                break;
        }
    }

    /// <summary>Dates come from few days around month ends, so that runs meet the dates
    /// that something is due on.</summary>
    private static DateOnly Day(int n) => Epoch.AddMonths(n / 7 % 5)
        .AddDays((n % 7) switch { 0 => 0, 1 => 14, 2 => 27, 3 => 28, 4 => 29, 5 => 30, _ => 6 });

    private static PackageKind Kind(int a, int b)
    {
        var (frequency, match) = (a % 4) switch
        {
            0 => ("monthly", (b % 4) switch { 0 => "[1]", 1 => "[15,31]", 2 => "[29,30,31]", _ => "[28]" }),
            1 => ("daily", "[]"),
            2 => ("weekly", "[\"mon\",\"thu\"]"),
            _ => ("none", "[]"),
        };
        return (frequency == "none" ? 0 : a / 4 % 5) switch
        {
            2 => new(frequency, match, 1, "calendar", ["first", "last", "changes"]),
            3 => new(frequency, match, 1 + (b % 3), "calendar", ["first", "last"]),
            4 => new(frequency, b % 2 == 0 ? "[]" : match, 1 + (b % 3), "start", b % 5 == 0 ? [] : ["last", "changes"]),
            _ => new(frequency, match, 1, "calendar", []),
        };
    }
}
