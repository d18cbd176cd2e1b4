using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Documents;

namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>What holds of invoices whatever happens (I23), over random histories on a real PostgreSQL.</summary>
public sealed class RandomInvoices
{
    private static readonly int Histories = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 200 : 15;

    private static readonly JournalAccounts Accounts = JournalAccounts.Read(new ConfigurationBuilder().Build());

    private static int _stories;

    // What the histories have come to.
    private readonly Dictionary<string, int> _seen = [];

    [Fact]
    public async Task money_is_neither_lost_nor_made_and_no_line_is_on_two_invoices()
    {
        await using var node = await Node.Start();
        // One that has it all, so that what is checked is there whatever the others come to.
        await Holds(node, Everything);
        _seen.Keys.ShouldBe(Kinds, ignoreOrder: true, string.Join(", ", _seen));
        Prop.ForAll(Any(25), history => Holds(node, history).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Histories));
    }

    private static readonly string[] Kinds =
    [
        "invoice", "invoice with lines that took credit", "credit note of a closing", "credit note",
        "to be billed again", "payment of invoices", "reversal", "correction",
    ];

    private static readonly InvoiceStep[] Everything =
    [
        new(InvoiceDeed.Run, 0, 0, 0), new(InvoiceDeed.Close, 0, 1, 0), new(InvoiceDeed.Pay, 0, 300, 0),
        new(InvoiceDeed.Price, 0, 0, 500), new(InvoiceDeed.Restate, 0, 0, 0), new(InvoiceDeed.Credit, 0, 0, 6),
        new(InvoiceDeed.Credit, 2, 0, 1), new(InvoiceDeed.ReverseRun, 0, 1, 0), new(InvoiceDeed.Close, 0, 0, 0),
    ];

    private void See(IReadOnlyList<StoredEvent> events)
    {
        foreach (var kind in events.SelectMany(stored => Of(stored.Data)))
            _seen[kind] = _seen.GetValueOrDefault(kind) + 1;

        static IEnumerable<string> Of(object fact)
        {
            switch (fact)
            {
                case InvoiceIssued { Kind: InvoiceKind.Invoice } issued:
                    yield return "invoice";
                    if (issued.Lines.Any(line => line.FromCredit)) yield return "invoice with lines that took credit";
                    break;
                case InvoiceIssued { RefersTo: null }: yield return "credit note of a closing"; break;
                case InvoiceIssued note:
                    yield return "credit note";
                    if (note.Rebill) yield return "to be billed again";
                    break;
                case PaymentReceived { Invoices: not null }: yield return "payment of invoices"; break;
                case LineReversed: yield return "reversal"; break;
                case ChargesRestated: yield return "correction"; break;
            }
        }
    }

    private async Task Holds(Node node, InvoiceStep[] history)
    {
        var story = new InvoiceStory(node, $"i{Interlocked.Increment(ref _stories)}") { OnClosed = Same };
        await story.Live(history);
        await node.Covered();
        foreach (var customer in story.Customers)
        {
            var events = await node.Log.ReadStream(Streams.Account(customer), CancellationToken.None);
            var account = await node.Send(new GetAccount(customer));
            account.Accrued.ShouldBe(0);
            OpenLines.Of(events).Through(DateOnly.MaxValue, ClosingInclude.Accrued).ShouldBeEmpty();
            Worth(events).ShouldBe(account.Credit - account.OpenInvoices);
            Journals(events, account);
            OnOneInvoice(events);
            See(events);
            Documents(node, events);
        }
        // Numbers without gaps, sums that follow from lines, and what the book knows.
        var verified = await node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None);
        verified.FirstFault.ShouldBeNull();
    }

    private static void Same(ClosingReport shown, ClosingReport issued)
    {
        issued.Status.ShouldBe(RunView.Completed);
        issued.Items.Select(item => item with { Number = null }).ShouldBe(shown.Items);
        issued.ByCurrency.ShouldBe(shown.ByCurrency);
        (issued.Invoices, issued.CreditNotes, issued.Settled, issued.Lines)
            .ShouldBe((shown.Invoices, shown.CreditNotes, shown.Settled, shown.Lines));
    }

    /// <summary>What a customer has with us: what it paid, without its lines, their taxes, and roundings.</summary>
    private static decimal Worth(IEnumerable<StoredEvent> events) => events.Sum(stored => stored.Data switch
    {
        PaymentReceived paid => paid.Amount,
        ChargesPosted charges => -charges.Lines.Sum(line => line.Retail),
        ChargesRestated restated => -restated.Lines.Sum(line => line.Line.Retail),
        LineReversed reversed => reversed.Line.Retail,
        AccruedInvoiced settled => settled.Amount,
        InvoiceIssued { RefersTo: not null, Rebill: false } note => -note.Total,
        InvoiceIssued issued => issued.Net - issued.Total,
        _ => 0,
    });

    private static void Journals(IReadOnlyList<StoredEvent> events, AccountView account)
    {
        var lines = new List<JournalLine>();
        foreach (var stored in events)
        {
            var some = Journal.Of(stored, account.Currency, Accounts);
            some.Sum(line => line.Debit).ShouldBe(some.Sum(line => line.Credit));
            lines.AddRange(some);
        }
        Balance(Accounts.Receivables).ShouldBe(account.OpenInvoices);
        // What took credit and is on no invoice is not in the journal.
        var unseen = OpenLines.Of(events).Through(DateOnly.MaxValue, ClosingInclude.All)
            .Where(line => line.FromCredit).Sum(line => line.Amount);
        Balance(Accounts.CustomerCredit).ShouldBe(-account.Credit - unseen);

        decimal Balance(string name) =>
            lines.Where(line => line.Account == name).Sum(line => line.Debit - line.Credit);
    }

    private static void OnOneInvoice(IEnumerable<StoredEvent> events)
    {
        var (invoiced, givenBack) = (new HashSet<string>(), new HashSet<string>());
        foreach (var stored in events)
            switch (stored.Data)
            {
                case InvoiceIssued { RefersTo: null } issued:
                    foreach (var line in issued.Lines) invoiced.Add(line.ChargeId).ShouldBeTrue(line.ChargeId);
                    break;
                case InvoiceIssued { Rebill: true } note:
                    foreach (var line in note.Lines) invoiced.Remove(line.ChargeId).ShouldBeTrue(line.ChargeId);
                    break;
                case InvoiceIssued note:
                    foreach (var line in note.Lines) givenBack.Add(line.ChargeId).ShouldBeTrue(line.ChargeId);
                    break;
                case AccruedInvoiced settled:
                    foreach (var id in settled.ChargeId) invoiced.Add(id).ShouldBeTrue(id);
                    break;
                case LineReversed reversed:
                    givenBack.Add(reversed.Line.Id).ShouldBeTrue(reversed.Line.Id);
                    break;
            }
    }

    private static void Documents(Node node, IEnumerable<StoredEvent> events)
    {
        var style = node.Services.GetRequiredService<CarrierDocuments>().Style;
        foreach (var issued in events.Select(stored => stored.Data).OfType<InvoiceIssued>())
        {
            issued.Lines.Sum(line => line.Amount).ShouldBe(issued.Net);
            (issued.Kind == InvoiceKind.Invoice ? issued.Total >= 0 : issued.Total <= 0).ShouldBeTrue(issued.Number);
            InvoiceHtml.Render(PrintInvoice.Document(issued, style, text => text), style)
                .ShouldContain(issued.Number);
        }
    }

    private static Arbitrary<InvoiceStep[]> Any(int steps) => Arb.From(
        (from deed in Gen.Elements(
            InvoiceDeed.Run, InvoiceDeed.Run, InvoiceDeed.Run, InvoiceDeed.Run, InvoiceDeed.Run,
            InvoiceDeed.Reverse, InvoiceDeed.Reverse, InvoiceDeed.ReverseRun,
            InvoiceDeed.Price, InvoiceDeed.Price, InvoiceDeed.Restate, InvoiceDeed.Restate, InvoiceDeed.Restate,
            InvoiceDeed.Pay, InvoiceDeed.Pay, InvoiceDeed.Mark,
            InvoiceDeed.Close, InvoiceDeed.Close, InvoiceDeed.Close, InvoiceDeed.Close,
            InvoiceDeed.Credit, InvoiceDeed.Credit, InvoiceDeed.Credit)
         from a in Gen.Choose(0, 9_999)
         from b in Gen.Choose(0, 9_999)
         from c in Gen.Choose(0, 9_999)
         select new InvoiceStep(deed, a, b, c)).ArrayOf(steps),
        history => Enumerable.Range(0, history.Length).Select(i => history.Where((_, index) => index != i).ToArray()));
}
