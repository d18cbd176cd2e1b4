namespace PackageBilling.Portal;

/// <summary>Issues a credit note for an invoice: for all its lines, or for chosen ones.</summary>
internal static class CreditInvoice
{
    /// <summary>The field that says whether all lines are credited or only the checked ones.</summary>
    public const string Which = "which";

    /// <summary>All lines that no credit note took back.</summary>
    public const string All = "all";

    /// <summary>The checked lines.</summary>
    public const string Chosen = "chosen";

    public static string Of(string number) => InvoicePages.Of(number) + "/credit";

    public static async Task<IResult> Show(Visit visit, string number, CancellationToken ct) =>
        await Form(visit, number, FormState.New((Which, All)), ct);

    public static async Task<IResult> Issue(HttpContext http, Visit visit, string number, CancellationToken ct)
    {
        var form = await FormState.Read(http, ct);
        var (isChosen, lines) = (form.Text(Which) == Chosen, form.All("lines"));
        if (isChosen && lines.Count == 0) form.Fault("lines", "must have at least one line checked");
        // Nobody checks lines in order to credit the others too.
        if (!isChosen && lines.Count > 0) form.Fault("lines", "are checked, but all lines are chosen above");
        if (form.IsRefused) return await Form(visit, number, form, ct);
        try
        {
            var note = (await visit.Api.CreditInvoice(number,
                FormState.Body(("lines", isChosen ? lines : null), ("reason", form.Text("reason")),
                    ("rebill", form.Flag("rebill"))),
                form.Writing with { Reason = null }, ct)).Summary;
            return visit.Done(InvoicePages.Of(note.Number),
                $"Credit note of {visit.Formats.Total(note.Total, note.Currency)} issued for {number}."
                + (form.Flag("rebill") ? " Its lines will be on the next invoice." : ""));
        }
        catch (ApiRefusedException refused) when (form.Take(refused))
        {
            return await Form(visit, number, form, ct);
        }
    }

    private static async Task<IResult> Form(Visit visit, string number, FormState form, CancellationToken ct) =>
        Page.Of<CreditInvoicePage>(
            new { Invoice = await visit.Api.Invoice(number, ct), Form = form },
            form.IsRefused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}
