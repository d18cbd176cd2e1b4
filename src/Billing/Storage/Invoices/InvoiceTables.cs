namespace PackageBilling.Billing.Storage.Invoices;

/// <summary>The tables of invoices, which belong to the book.</summary>
internal static class InvoiceTables
{
    /// <summary>
    /// Sums of what was paid are kept beside the entries that they are made of: lists ask for what is open now, or for
    /// what was known at a position.
    /// </summary>
    public const string Sql = """
        CREATE TABLE billing_details (customer_id text COLLATE "C" PRIMARY KEY, details jsonb NOT NULL);
        CREATE TABLE tax_rates (
            customer_id text COLLATE "C" NOT NULL, effective_from date NOT NULL, position bigint NOT NULL,
            rates jsonb NOT NULL, PRIMARY KEY (customer_id, effective_from, position));

        CREATE TABLE invoices (
            kind text NOT NULL, sequence bigint NOT NULL, number text COLLATE "C" NOT NULL,
            customer_id text COLLATE "C" NOT NULL, closing_id text COLLATE "C" NULL, issued_on date NOT NULL,
            through date NOT NULL, due_on date NULL, currency text NOT NULL, net numeric NOT NULL, tax numeric NOT NULL,
            rounding numeric NOT NULL, total numeric NOT NULL, paid_from_credit numeric NOT NULL,
            refers_to text COLLATE "C" NULL, lines int NOT NULL, taxes jsonb NOT NULL,
            position bigint NOT NULL, version bigint NOT NULL,
            paid numeric NOT NULL DEFAULT 0, credited numeric NOT NULL DEFAULT 0, overdue_at bigint NULL,
            left_to_pay numeric GENERATED ALWAYS AS (CASE WHEN kind = 'invoice'
                THEN total - paid_from_credit - paid - credited ELSE 0 END) STORED,
            PRIMARY KEY (kind, sequence));
        CREATE INDEX invoices_by_number ON invoices (number);
        CREATE INDEX invoices_by_customer ON invoices (customer_id, position);
        CREATE INDEX invoices_by_position ON invoices (position);
        CREATE INDEX invoices_by_closing ON invoices (closing_id, customer_id) WHERE closing_id IS NOT NULL;
        CREATE INDEX invoices_not_overdue ON invoices (due_on) WHERE left_to_pay > 0 AND overdue_at IS NULL;

        CREATE TABLE invoice_entries (
            number text COLLATE "C" NOT NULL, position bigint NOT NULL, kind text NOT NULL, entered_on date NOT NULL,
            amount numeric NOT NULL, reference text NOT NULL, PRIMARY KEY (number, position));

        -- Lines that credit notes took back for good, which is once: no reversal or restatement does it again.
        CREATE TABLE credited_lines (
            charge_id text COLLATE "C" PRIMARY KEY, customer_id text COLLATE "C" NOT NULL, position bigint NOT NULL);
        CREATE INDEX credited_lines_by_customer ON credited_lines (customer_id);

        CREATE TABLE closings (
            closing_id text COLLATE "C" PRIMARY KEY, position bigint NOT NULL, through date NOT NULL,
            include text NOT NULL, status text NOT NULL, settled int NOT NULL DEFAULT 0, error text NULL,
            actor text NOT NULL, reason text NULL, started_at timestamptz NOT NULL, ended_at timestamptz NULL);
        CREATE INDEX closings_open ON closings (position) WHERE status = 'running';
        """;
}
