namespace PackageBilling.Billing.Storage.Projection;

/// <summary>
/// Billing's book: all that runs and account pages read, folded from the log. Customers and assignments keep every
/// version with the positions between which it was the known one; terms, quantities and ends carry their dates besides.
/// </summary>
internal sealed class BookProjection(EventTypes types) : IProjection
{
    public const string ProjectionName = "billing";

    /// <summary>The position until which the current version of a row is known: no end.</summary>
    public const long Open = long.MaxValue;

    /// <summary>The same in SQL.</summary>
    public const string OpenSql = "9223372036854775807";

    public string Name => ProjectionName;

    public string Schema => "billing";

    public int Revision => 9;

    /// <remarks>
    /// What was charged and what calls were rated is taken in by the database itself (<see cref="AccountStatements"/>,
    /// <see cref="UsageStatements"/>) and is not among them: there are millions of both,
    /// and of most of what they hold the book needs nothing.
    /// </remarks>
    public IReadOnlyCollection<Type> EventTypes { get; } =
    [
        .. PackageBook.EventTypes, .. CustomerBook.EventTypes, typeof(CustomerRenamed), .. AssignmentBook.EventTypes,
        typeof(PaymentReceived), typeof(CreditAdjusted), typeof(LineReversed), typeof(ChargesRestated),
        typeof(AccruedInvoiced), typeof(ChargeRunStarted), typeof(ChargeRunPartPosted), typeof(ChargeRunCompleted),
        typeof(ChargeRunFailed), typeof(ChargeRunPaused), typeof(ChargeRunResumed), typeof(ChargeRunCancelled),
        typeof(CustomerBillingChanged), typeof(CustomerTaxRatesChanged), typeof(InvoiceIssued), typeof(InvoiceOverdue),
        typeof(ClosingStarted), typeof(ClosingCompleted), typeof(ClosingFailed),
    ];

    public string Tables => BookTables.Sql;

    public bool IsReadInSnapshots => true;

    public async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var statements = new NpgsqlBatch(connection);
        var book = await BookRows.Load(connection, batch.Events, ct);
        var accounts = new AccountStatements(statements);
        var runs = new RunStatements(statements);
        var invoices = new InvoiceStatements(statements);
        foreach (var stored in batch.Events)
            switch (stored.Data)
            {
                case PackageDefined fact: PackageStatements.Define(statements, stored.Position, fact); break;
                case PackageRevised fact: PackageStatements.Revise(statements, stored.Position, fact); break;
                case CustomerRegistered or CustomerRenamed or CustomerCreditLimitChanged or CustomerTimeZoneChanged:
                    book.Apply(stored); break;
                case IAssignmentEvent: book.Apply(stored); break;
                case PaymentReceived fact:
                    accounts.Changed(stored, fact.CustomerId, fact.CreditAfter, 0);
                    invoices.Paid(stored, fact);
                    break;
                case CreditAdjusted fact: accounts.Changed(stored, fact.CustomerId, fact.CreditAfter, 0); break;
                case LineReversed fact: accounts.Reversed(stored, fact); break;
                case ChargesRestated fact: accounts.Restated(stored, fact); break;
                case AccruedInvoiced fact:
                    accounts.Invoiced(stored, fact.CustomerId, fact.CreditAfter, fact.Amount, fact.OpenSince);
                    invoices.Settled(fact);
                    break;
                case InvoiceIssued fact:
                    accounts.Invoiced(stored, fact);
                    invoices.Issued(stored, fact);
                    break;
                case InvoiceOverdue fact: invoices.Overdue(stored, fact); break;
                case CustomerBillingChanged fact: invoices.Billing(fact); break;
                case CustomerTaxRatesChanged fact: invoices.TaxRates(stored, fact); break;
                case ClosingStarted fact: invoices.Started(stored, fact); break;
                case ClosingCompleted fact: invoices.Ended(stored, fact.ClosingId, RunStatus.Completed, null); break;
                case ClosingFailed fact: invoices.Ended(stored, fact.ClosingId, RunStatus.Failed, fact.Error); break;
                case ChargeRunStarted fact: runs.Started(stored, fact); break;
                case ChargeRunPartPosted fact: runs.PartPosted(stored, fact); break;
                case ChargeRunCompleted fact: runs.Completed(stored, fact); break;
                case ChargeRunFailed fact: runs.Failed(stored, fact); break;
                case ChargeRunPaused fact: runs.Paused(fact); break;
                case ChargeRunResumed fact: runs.Resumed(fact); break;
                case ChargeRunCancelled fact: runs.Cancelled(stored, fact); break;
                default: throw new InvalidOperationException($"The book does not know {stored.Type}.");
            }
        book.Write(statements);
        invoices.Flush();
        accounts.Flush(batch, types.AliasOf(typeof(ChargesPosted)));
        UsageStatements.Add(statements, batch, [.. ICallsEvent.Types.Select(types.AliasOf)]);
        if (statements.BatchCommands.Count > 0) await statements.ExecuteNonQueryAsync(ct);
    }
}
