namespace PackageBilling.Portal;

/// <summary>What screens say of a closing.</summary>
internal static class ClosingTexts
{
    extension(ClosingReport report)
    {
        /// <summary>Whether there is nothing to bill and nothing to settle.</summary>
        public bool IsEmpty => report.Invoices + report.CreditNotes + report.Settled == 0;

        public bool IsRunning => report.Status == RunView.Running;

        /// <summary>How many documents it is, in words.</summary>
        public string Documents(Visit visit)
        {
            var parts = new List<string>();
            if (report.Invoices > 0) parts.Add(Count(visit, report.Invoices, "invoice"));
            if (report.CreditNotes > 0) parts.Add(Count(visit, report.CreditNotes, "credit note"));
            return parts.Count == 0 ? "no documents" : string.Join(" and ", parts);
        }

        /// <summary>What the button says that issues them.</summary>
        public string Issue(Visit visit) => report.Invoices + report.CreditNotes == 0
            ? $"Settle {Count(visit, report.Settled, "customer")}" : $"Issue {report.Documents(visit)}";

        /// <summary>Why some customers get no document; null when all get one.</summary>
        public string? NoDocument(Visit visit) => report.Settled switch
        {
            0 => null,
            1 => "The lines of 1 customer come to zero and need no document.",
            _ => $"The lines of {visit.Formats.Count(report.Settled)} customers come to zero and need no document.",
        };
    }

    /// <summary>A number of things, in words.</summary>
    public static string Count(Visit visit, long count, string what) =>
        count == 1 ? $"1 {what}" : $"{visit.Formats.Count(count)} {what}s";
}
