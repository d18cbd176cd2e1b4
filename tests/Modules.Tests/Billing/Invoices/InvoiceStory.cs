using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>What somebody does with lines and invoices, as numbers that mean something only in turn.</summary>
public enum InvoiceDeed
{
    Run,
    Reverse,
    ReverseRun,
    Price,
    Restate,
    Pay,
    Close,
    Mark,
    Credit,
}

public sealed record InvoiceStep(InvoiceDeed Deed, int A, int B, int C);

/// <summary>Lives a history of three customers in dollars, yen and dinars: each has a package that accrues and one that
/// takes credit, at prices that are no minor units, and taxes of its own.</summary>
internal sealed class InvoiceStory(Node node, string tag)
{
    private static readonly DateOnly Epoch = new(2025, 1, 1), End = new(2025, 3, 31);
    private static readonly string[] Currencies = ["USD", "JPY", "KWD"];
    private static readonly TaxRate[][] Rates = [[new("VAT", 19), new("City tax", 2.5m)], [new("VAT", 10)], []];
    private readonly List<RunView> _runs = [];
    private int _payments;

    public IReadOnlyList<string> Customers { get; } = [.. Currencies.Select(currency => $"{tag}-{currency}")];

    /// <summary>Called with what a closing showed before, and what it issued.</summary>
    public required Action<ClosingReport, ClosingReport> OnClosed { get; init; }

    public async Task Live(IEnumerable<InvoiceStep> history)
    {
        for (var i = 0; i < Customers.Count; i++)
        {
            await node.Send(new RegisterCustomer(Customers[i], "Customer", Currencies[i], null, null));
            await node.Send(new ChangeTaxRates(Customers[i], new(Epoch.AddYears(-1),
                [.. Rates[i].Select(rate => new GivenTaxRate(rate.Name, rate.Percent))])));
            foreach (var takesCredit in (bool[])[false, true])
            {
                var package = $"{Customers[i]}-{takesCredit}";
                await node.Send(new DefinePackage { PackageId = package, Name = package, Currency = Currencies[i],
                    Retail = takesCredit ? 2.0045m : 3.3335m, Cost = 1, SetupRetail = 0.5m, Frequency = "daily",
                    FrequencyMatch = Given.Json("[]") });
                await node.Send(new AssignPackage(
                    Customers[i], new($"{package}-a", package, 1, Epoch, null, null, takesCredit, null, null, null)));
            }
        }
        foreach (var step in history)
            try
            {
                await Do(step);
            }
            catch (ProblemException)
            {
                // People also ask for what a rule forbids; nothing is written then.
            }
        await Close(End, ClosingInclude.Accrued);
    }

    private async Task Do(InvoiceStep step)
    {
        var (a, b, c) = (step.A, step.B, step.C);
        var customer = Customers[a % Customers.Count];
        switch (step.Deed)
        {
            case InvoiceDeed.Run:
                _runs.Add(await node.Run(Day(a), Customers));
                break;
            case InvoiceDeed.Reverse when _runs.Count > 0:
                var lines = (await node.Lines(_runs[a % _runs.Count])).FindAll(line => line.ChargeId is not null);
                if (lines.Count > 0)
                    await node.Send(new ReverseLine(lines[b % lines.Count].ChargeId!, "wrong", c % 2 == 0));
                break;
            case InvoiceDeed.ReverseRun when _runs.Count > 0:
                await node.Send(new ReverseRun(_runs[a % _runs.Count].RunId, false, "wrong", b % 2 == 0));
                break;
            case InvoiceDeed.Price:
                await node.Send(new ChangeAssignment(customer, $"{customer}-{b % 2 == 0}-a",
                    new(c % 3 == 0 ? 2 : null, c % 5 == 0 ? b % 4 < 2 : null, Day(b)) { Retail = (c % 700) / 100m }));
                break;
            case InvoiceDeed.Restate:
                await node.Send(new Restate(Epoch, End, Customers, false, "late"));
                break;
            case InvoiceDeed.Pay:
                var open = await Invoices(customer);
                await node.Send(new ReceivePayment(customer, 0.005m + (b % 1_500 / 100m), $"{tag}-{_payments++}",
                    Invoices: [.. open.Where((_, i) => (c >> (i % 8)) % 2 == 0).Select(one => one.Summary.Number)]));
                break;
            case InvoiceDeed.Close:
                await Close(Day(a), b % 2 == 0 ? ClosingInclude.Accrued : ClosingInclude.All);
                break;
            case InvoiceDeed.Mark:
                await node.Send(new MarkInvoiced(customer, Day(b), "elsewhere"));
                break;
            case InvoiceDeed.Credit:
                var issued = await Invoices(customer);
                if (issued.Count == 0) break;
                var number = issued[b % issued.Count].Summary.Number;
                var ids = (await node.Send(new GetInvoice(number))).Lines.Where((line, i) =>
                    !line.IsCredited && (c >> (i % 8)) % 2 == 0).Select(line => line.ChargeId).ToList();
                await node.Send(new CreditInvoice(
                    number, c % 5 == 0 || ids.Count == 0 ? null : ids, "wrong", c % 3 == 0));
                break;
        }
    }

    private async Task Close(DateOnly through, ClosingInclude include)
    {
        var shown = await node.Send(new SimulateClosing(new(through, Customers, include)));
        OnClosed(shown, await node.Close(through, Customers, include));
    }

    private async Task<List<InvoiceRow>> Invoices(string customer)
    {
        await node.Covered();
        return (await InvoiceRows.List(node.Source, new(customer), null, null, 500, CancellationToken.None))
            .FindAll(row => row.Summary.Kind == InvoiceSummary.Invoice);
    }

    private static DateOnly Day(int n) => Epoch.AddMonths(n % 3).AddDays(n / 3 % 2 * 14);
}
